package io.audionode.cgroupfs.format;

import java.util.List;
import java.util.stream.Stream;

/** The space separated form, such as {@code cgroup.controllers}. */
public final class Words {
  private Words() {}

  /** The words in the text's order; blank text has none. Every text is well-formed. */
  public static List<String> parse(String text) {
    return Stream.of(text.split("[ \\t\\n]+")).filter(word -> !word.isEmpty()).toList();
  }
}
