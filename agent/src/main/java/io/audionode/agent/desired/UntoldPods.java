package io.audionode.agent.desired;

import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.Subtree;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.Limit;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Pods that nobody has told of yet, as after a restart while the API server is away: what stands
 * above them is not lowered, since it may be theirs, and what they were granted stays promised.
 * Pure.
 */
final class UntoldPods {
  private final NodeSnapshot seen;
  private final Set<String> told;

  UntoldPods(NodeSnapshot seen) {
    this.seen = seen;
    this.told = seen.pods().stream().map(p -> "pod" + p.pod().uid()).collect(Collectors.toSet());
  }

  /**
   * The larger of what is wanted and what there is; once all are told of, what is wanted. No limit
   * at all is nothing that a pod was given.
   */
  Limit notLower(CgroupPath path, String file, Limit wanted) {
    return seen.gaps().podsComplete()
        ? wanted
        : seen.knob(path, file)
            .map(Limit::parse)
            .filter(now -> !now.isMax())
            .map(now -> Limit.max(now, wanted))
            .orElse(wanted);
  }

  /** Their minima on a NUMA node, as far as cgroups show them: a threaded one does not. */
  Bytes minimum(int numaNode) {
    return seen.gaps().podsComplete()
        ? Bytes.ZERO
        : seen.cgroups()
            .from(Subtree.node(numaNode))
            .filter(cgroup -> isTheirs(cgroup.path(), numaNode))
            .map(cgroup -> Held.bytes(cgroup.knob(Memory.MIN.file())))
            .reduce(Bytes.ZERO, Bytes::plus);
  }

  private boolean isTheirs(CgroupPath path, int numaNode) {
    return path.parent().filter(Subtree.node(numaNode)::equals).isPresent()
        && !told.contains(path.name());
  }
}
