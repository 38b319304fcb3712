package io.audionode.cgroupfs.tree;

import io.audionode.cgroupfs.format.Lines;
import io.audionode.cgroupfs.format.Words;
import io.audionode.cgroupfs.sys.KernelException.Malformed;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of {@code /proc/self/mountinfo} (proc(5)): {@code 31 23 0:28 ROOT POINT OPTIONS
 * [FIELDS...] - TYPE SOURCE SUPER-OPTIONS}.
 *
 * @param root which directory of the file system is mounted
 */
record Mount(String root, Path point, String type, Set<String> options) {
  private static final Pattern OCTAL = Pattern.compile("\\\\([0-3][0-7]{2})");

  static List<Mount> parse(String mountinfo) throws Malformed {
    return Lines.of(mountinfo).stream().map(Mount::parseLine).toList();
  }

  private static Mount parseLine(String line) throws Malformed {
    var words = Words.parse(line);
    var dash = words.lastIndexOf("-");
    if (dash < 6 || words.size() < dash + 3 || !words.get(4).startsWith("/")) {
      throw new Malformed("a line of mountinfo", line);
    }
    // A source may be empty, and then the options move forward.
    return new Mount(
        plain(words.get(3)),
        path(plain(words.get(4)), line),
        words.get(dash + 1),
        Set.copyOf(List.of(words.getLast().split(","))));
  }

  private static Path path(String text, String line) throws Malformed {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new Malformed("a path", line);
    }
  }

  /** Space, tab, line feed and backslash come as {@code \040} and so on. */
  private static String plain(String text) {
    return OCTAL
        .matcher(text)
        .replaceAll(
            m -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(m.group(1), 8))));
  }
}
