package io.audionode.agent.observe.memory;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.numa.NumaTopology;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.sys.Sys;
import io.audionode.cgroupfs.tree.CgroupFs;

/**
 * What memory is read from.
 *
 * @param severalNodes whether more than one NUMA node has memory, so that it matters where it lies
 */
public record MemorySources(CgroupFs cgroups, ProcFs proc, boolean severalNodes) {
  public MemorySources {
    requireNonNull(cgroups, "cgroups is null");
    requireNonNull(proc, "proc is null");
  }

  /** Of this machine. */
  public static MemorySources of(Sys sys, CgroupFs cgroups, ProcFs proc) {
    var withMemory =
        NumaTopology.read(sys).nodes().stream().filter(node -> node.total().value() > 0).count();
    return new MemorySources(cgroups, proc, withMemory > 1);
  }
}
