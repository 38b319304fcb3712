package io.audionode.cgroupfs.proc;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.format.Lines;
import io.audionode.cgroupfs.sys.KernelException.Malformed;
import io.audionode.cgroupfs.tree.CgroupPath;

/**
 * The cgroup v2 line of {@code /proc/PID/cgroup}.
 *
 * @param path as seen from the reader's cgroup namespace
 * @param deleted the cgroup was removed while the process, a zombie, was in it
 */
public record ProcCgroup(CgroupPath path, boolean deleted) {
  private static final String UNIFIED = "0::/";
  private static final String DELETED = " (deleted)";

  public ProcCgroup {
    requireNonNull(path, "path is null");
  }

  /** Malformed as well for a path above the reader's cgroup namespace, which starts with /.. . */
  public static ProcCgroup parse(String text) throws Malformed {
    var line =
        Lines.of(text).stream()
            .filter(candidate -> candidate.startsWith(UNIFIED))
            .findFirst()
            .orElseThrow(() -> new Malformed("a line 0::/PATH", text));
    var deleted = line.endsWith(DELETED);
    var end = line.length() - (deleted ? DELETED.length() : 0);
    try {
      return new ProcCgroup(new CgroupPath(line.substring(UNIFIED.length(), end)), deleted);
    } catch (IllegalArgumentException e) {
      throw new Malformed("a path below this cgroup namespace", text);
    }
  }
}
