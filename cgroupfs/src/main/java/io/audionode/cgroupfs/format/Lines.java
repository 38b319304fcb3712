package io.audionode.cgroupfs.format;

import java.util.List;

/** The lines of a file that have something on them. */
public final class Lines {
  private Lines() {}

  /** Only the line feed ends a line; white space at the end of a line is dropped. */
  public static List<String> of(String text) {
    return List.of(text.split("\n", -1)).stream()
        .map(String::stripTrailing)
        .filter(line -> !line.isBlank())
        .toList();
  }
}
