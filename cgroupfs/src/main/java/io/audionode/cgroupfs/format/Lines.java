package io.audionode.cgroupfs.format;

import java.util.ArrayList;
import java.util.List;

/** The lines of a file that have something on them. */
public final class Lines {
  private Lines() {}

  /** Only the line feed ends a line; white space at the end of a line is dropped. */
  public static List<String> of(String text) {
    var lines = new ArrayList<String>();
    for (var begin = 0; begin < text.length(); ) {
      var feed = text.indexOf('\n', begin);
      var end = feed < 0 ? text.length() : feed;
      var line = text.substring(begin, end).stripTrailing();
      if (!line.isEmpty()) {
        lines.add(line);
      }
      begin = end + 1;
    }
    return List.copyOf(lines);
  }
}
