package io.audionode.cgroupfs.proc;

/** Files of procfs by their absolute names, for whoever has inotify tell of writes to them. */
public final class ProcFiles {
  private static final String ROOT = ProcFs.DEFAULT_ROOT + "/";

  /** {@code vm.swappiness} of the node. */
  public static final String SWAPPINESS = ROOT + "sys/vm/swappiness";

  private ProcFiles() {}

  /** One file of a process, such as {@code oom_score_adj}. */
  public static String of(ProcessId process, String file) {
    return ROOT + process.pid() + "/" + file;
  }
}
