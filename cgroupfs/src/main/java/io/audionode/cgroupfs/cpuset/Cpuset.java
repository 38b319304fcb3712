package io.audionode.cgroupfs.cpuset;

import static io.audionode.cgroupfs.knob.Grammars.cpuList;
import static io.audionode.cgroupfs.knob.Grammars.line;
import static io.audionode.cgroupfs.knob.KernelVersion.since;

import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.knob.Knob;
import java.util.List;

/**
 * The cpuset controller's files. An empty list means "inherit"; what counts is the effective file.
 * Writing {@code mems} moves the tasks' pages inside write(2).
 */
public final class Cpuset {
  public static final Knob<CpuList> CPUS = cpuList("cpuset.cpus", since(5, 0));
  public static final Knob<CpuList> MEMS = cpuList("cpuset.mems", since(5, 0)).blocking();
  public static final Knob<CpuList> CPUS_EFFECTIVE =
      cpuList("cpuset.cpus.effective", since(5, 0)).readOnly();
  public static final Knob<CpuList> MEMS_EFFECTIVE =
      cpuList("cpuset.mems.effective", since(5, 0)).readOnly();

  /**
   * Write {@code member}, {@code root} or {@code isolated} (since 6.1); reads as that, or as {@code
   * root invalid (reason)}.
   */
  public static final Knob<String> PARTITION = line("cpuset.cpus.partition", since(5, 0));

  /**
   * Cpus that a partition below may have for itself; every cgroup between the root and a remote
   * partition has to name them (Documentation/admin-guide/cgroup-v2.rst, since 6.7).
   */
  public static final Knob<CpuList> CPUS_EXCLUSIVE = cpuList("cpuset.cpus.exclusive", since(6, 7));

  /** The whole table. */
  public static final List<Knob<?>> KNOBS =
      List.of(CPUS, MEMS, CPUS_EFFECTIVE, MEMS_EFFECTIVE, PARTITION, CPUS_EXCLUSIVE);

  private Cpuset() {}
}
