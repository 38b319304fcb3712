package io.audionode.cgroupfs.proc;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Files of procfs by their absolute names, for whoever has inotify tell of writes to them. */
public final class ProcFiles {
  private static final String ROOT = ProcFs.DEFAULT_ROOT + "/";

  /** {@code vm.swappiness} of the node. */
  public static final String SWAPPINESS = ROOT + "sys/vm/swappiness";

  /** PIDs have seven digits at most (include/linux/threads.h, PID_MAX_LIMIT). */
  private static final Pattern OF_PROCESS =
      Pattern.compile(Pattern.quote(ROOT) + "([1-9][0-9]{0,6})/.+");

  private ProcFiles() {}

  /** One file of a process, such as {@code oom_score_adj}. */
  public static String of(ProcessId process, String file) {
    return ROOT + process.pid() + "/" + file;
  }

  /** The PID of the process whose file it is; empty for any other file. */
  public static Optional<Integer> pid(Path file) {
    var process = OF_PROCESS.matcher(file.toString());
    return process.matches() ? Optional.of(Integer.valueOf(process.group(1))) : Optional.empty();
  }
}
