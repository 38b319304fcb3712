package io.audionode.agent.desired;

import io.audionode.agent.model.Migration.State;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.cgroupfs.cpuset.Cpuset;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.List;

/** How far containers in place are on their way to a NUMA node, by what the kernel shows. Pure. */
final class RelocationsSoFar {
  private final NodeSnapshot seen;

  RelocationsSoFar(NodeSnapshot seen) {
    this.seen = seen;
  }

  /** Whether any of these is there, or on its way. */
  boolean hasBegun(List<CgroupPath> homes, int node) {
    return homes.stream()
        .anyMatch(
            home ->
                isNarrowed(home, node)
                    || runsThere(home, node)
                    || seen.migration(home)
                        .filter(m -> m.node() == node && m.state() != State.FAILED)
                        .isPresent());
  }

  /** Whether any of these could not be moved there. */
  boolean hasFailed(List<CgroupPath> homes, int node) {
    return homes.stream()
        .flatMap(home -> seen.migration(home).stream())
        .anyMatch(m -> m.node() == node && m.state() == State.FAILED);
  }

  /** Whether the agent made that node its only one. */
  boolean isNarrowed(CgroupPath home, int node) {
    return isOurs(home, Cpuset.MEMS.file())
        && now(home, Cpuset.MEMS.file()).equals(CpuList.of(node));
  }

  /** Whether the agent narrowed it to nodes of which that is none. */
  boolean isShutOut(CgroupPath home, int node) {
    var mems = now(home, Cpuset.MEMS.file());
    return isOurs(home, Cpuset.MEMS.file()) && !mems.isEmpty() && !mems.contains(node);
  }

  private boolean runsThere(CgroupPath home, int node) {
    var cpus = now(home, Cpuset.CPUS.file());
    return isOurs(home, Cpuset.CPUS.file())
        && !cpus.isEmpty()
        && cpus.isSubsetOf(seen.machine().cpusOf(node));
  }

  private boolean isOurs(CgroupPath home, String file) {
    return seen.found(home, file).isPresent();
  }

  private CpuList now(CgroupPath home, String file) {
    return seen.knob(home, file).map(CpuList::parse).orElse(CpuList.EMPTY);
  }
}
