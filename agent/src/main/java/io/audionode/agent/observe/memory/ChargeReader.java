package io.audionode.agent.observe.memory;

import io.audionode.agent.model.memory.CgroupMemory;
import io.audionode.agent.model.memory.WatchedCgroup;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.tree.CgroupFs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what is charged to cgroups. Writes nothing; for any thread. */
final class ChargeReader {
  private final CgroupFs cgroups;

  ChargeReader(CgroupFs cgroups) {
    this.cgroups = cgroups;
  }

  /**
   * What was read, and what is there and cannot be read.
   *
   * @param problems one line for each of the latter
   */
  record Charges(List<CgroupMemory> cgroups, List<String> problems) {
    Charges {
      cgroups = List.copyOf(cgroups);
      problems = List.copyOf(problems);
    }
  }

  Charges read(List<WatchedCgroup> watched) {
    var found = new ArrayList<CgroupMemory>();
    var problems = new ArrayList<String>();
    for (var cgroup : watched) {
      try {
        read(cgroup).ifPresent(found::add);
      } catch (KernelException e) {
        problems.add(String.valueOf(e.getMessage()));
      }
    }
    return new Charges(found, problems);
  }

  /** Empty when it is gone, and when another has its name by now. */
  private Optional<CgroupMemory> read(WatchedCgroup watched) {
    try (var cgroup = cgroups.open(watched.path())) {
      return cgroup.inode() == watched.inode()
          ? Optional.of(
              CgroupMemory.of(
                  watched,
                  cgroup.read(Memory.STAT),
                  cgroup.read(Memory.CURRENT),
                  cgroup.readIfPresent(Memory.SWAP_CURRENT).orElse(null),
                  cgroup.read(Memory.MAX),
                  cgroup.readIfPresent(Memory.NUMA_STAT).orElse(null)))
          : Optional.empty();
    } catch (KernelException.Gone _) {
      return Optional.empty();
    }
  }
}
