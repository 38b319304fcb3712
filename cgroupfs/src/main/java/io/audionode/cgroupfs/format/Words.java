package io.audionode.cgroupfs.format;

import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/** The space separated form, such as {@code cgroup.controllers}. */
public final class Words {
  private Words() {}

  /** The words in the text's order; blank text has none. Every text is well-formed. */
  public static List<String> parse(String text) {
    var words = new ArrayList<String>();
    for (var tokens = new StringTokenizer(text, " \t\n"); tokens.hasMoreTokens(); ) {
      words.add(tokens.nextToken());
    }
    return List.copyOf(words);
  }
}
