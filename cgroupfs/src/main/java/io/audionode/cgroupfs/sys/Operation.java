package io.audionode.cgroupfs.sys;

import static java.util.Objects.requireNonNull;

/**
 * What was tried, in the words of the error message.
 *
 * @param op the verb: {@code read}, {@code write}, {@code mkdir}, ...
 * @param cgroup where: the label of the directory, {@code ""} when there is none
 * @param file the file or argument, {@code ""} when there is none
 * @param value what was written, {@code ""} when nothing was
 */
public record Operation(String op, String cgroup, String file, String value) {
  private static final int LONGEST_VALUE = 120;

  public Operation {
    requireNonNull(op, "op is null");
    requireNonNull(cgroup, "cgroup is null");
    requireNonNull(file, "file is null");
    requireNonNull(value, "value is null");
  }

  static Operation of(String op, String cgroup, String file) {
    return new Operation(op, cgroup, file, "");
  }

  /** Reads as {@code write memory.max="10G" in audio/node0}. */
  public String text() {
    var text = new StringBuilder(op);
    if (!file.isEmpty()) {
      text.append(' ').append(file);
    }
    if (!value.isEmpty()) {
      text.append("=\"").append(quoted(value)).append('"');
    }
    if (!cgroup.isEmpty()) {
      text.append(" in ").append(cgroup);
    }
    return text.toString();
  }

  /** One bounded line: kernel text and foreign values can be long and hold anything. */
  static String quoted(String text) {
    var cut = text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "...";
    var line = new StringBuilder(cut.length());
    cut.chars().forEach(c -> line.append(Character.isISOControl(c) ? escape(c) : (char) c));
    return line.toString();
  }

  private static String escape(int c) {
    return c == '\n' ? "\\n" : String.format("\\u%04x", c);
  }
}
