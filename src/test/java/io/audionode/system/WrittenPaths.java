package io.audionode.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Every path that a program opened for writing, made, renamed or removed, or tried to: as strace(1)
 * tells it of each system call of all its threads.
 */
final class WrittenPaths {
  private static final String CALLS =
      "open,openat,openat2,creat,mkdir,mkdirat,rmdir,unlink,unlinkat,rename,renameat,renameat2,link,"
          + "linkat,symlink,symlinkat,mknod,mknodat,truncate,ftruncate,fallocate,utimensat,chmod,"
          + "fchmod,fchmodat,?fchmodat2,chown,fchown,lchown,fchownat,setxattr,lsetxattr,fsetxattr,"
          + "removexattr,lremovexattr,fremovexattr,mount,umount2";

  private static final Pattern BEGUN = Pattern.compile("(\\d+) +(.*) <unfinished \\.\\.\\.>");
  private static final Pattern RESUMED = Pattern.compile("(\\d+) +<\\.{3} \\w+ resumed>(.*)");
  private static final Pattern CALL = Pattern.compile("(?:\\d+ +)?(\\w+)\\((.*)");

  /** What a call is relative to, as {@code -y} prints it, and a name. */
  private static final Pattern NAME =
      Pattern.compile("(?:(?:AT_FDCWD|\\d+)<([^>]*)>(?:, )?)?(?:\"((?:[^\"\\\\]|\\\\.)*)\")?");

  private final Path record;

  WrittenPaths(Path record) {
    this.record = record;
  }

  /** Whether the record of this process is whole: its end is the last that strace tells of it. */
  boolean isWhole(long pid) throws IOException {
    return Files.readAllLines(record).stream()
        .anyMatch(line -> line.matches("%d +\\+\\+\\+ (exited|killed).*".formatted(pid)));
  }

  /** The command that runs another one, given after it, and records. Signals go to that one. */
  List<String> command() {
    return List.of(
        "strace",
        "-D",
        "-f",
        "-y",
        "-s",
        "4096",
        "-e",
        "signal=none",
        "-e",
        "trace=" + CALLS,
        "--seccomp-bpf",
        "-o",
        record.toString());
  }

  /** Each absolute, with {@code ..} and {@code .} taken out. */
  SortedSet<String> all() throws IOException {
    return in(Files.readAllLines(record));
  }

  /** Those that these lines of strace's tell of. */
  static SortedSet<String> in(List<String> lines) {
    var all = new TreeSet<String>();
    var begun = new HashMap<String, String>();
    for (var line : lines) {
      var call = CALL.matcher(whole(line, begun));
      if (call.lookingAt() && writes(call.group(1), call.group(2))) {
        addNames(call.group(2), all);
      }
    }
    return all;
  }

  /** A call that another thread's cut in two is told of twice: how it began, and whole. */
  private static String whole(String line, Map<String, String> begun) {
    var start = BEGUN.matcher(line);
    if (start.lookingAt()) {
      begun.put(start.group(1), start.group(2));
      return line;
    }
    var rest = RESUMED.matcher(line);
    return rest.lookingAt() ? begun.getOrDefault(rest.group(1), "") + rest.group(2) : line;
  }

  private static boolean writes(String call, String arguments) {
    return !call.startsWith("open")
        || Pattern.compile("O_(WRONLY|RDWR|CREAT|TRUNC|APPEND)").matcher(arguments).find();
  }

  private static void addNames(String arguments, SortedSet<String> all) {
    var name = NAME.matcher(arguments);
    while (name.find()) {
      if (name.group(1) != null || name.group(2) != null) {
        all.add(path(name));
      }
    }
  }

  private static String path(Matcher name) {
    var directory = name.group(1) == null ? "/" : name.group(1);
    var relative = name.group(2) == null ? "" : name.group(2);
    return Path.of(directory).resolve(relative).normalize().toString();
  }
}
