package io.audionode.cgroupfs.tree;

import io.audionode.cgroupfs.format.Lines;
import io.audionode.cgroupfs.format.Numbers;
import io.audionode.cgroupfs.sys.KernelException.Malformed;
import java.util.List;

/** {@code cgroup.procs} and {@code cgroup.threads}: unsorted, a number may come twice. */
public final class PidList {
  private PidList() {}

  /** Ascending, each once; without those of other pid namespaces, which the kernel shows as 0. */
  public static List<Integer> parse(String text) throws Malformed {
    return Lines.of(text).stream()
        .map(Numbers::nonNegativeInt)
        .filter(pid -> pid != 0)
        .sorted()
        .distinct()
        .toList();
  }
}
