package io.audionode.agent.desired;

import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.Subtree;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.Limit;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.stream.Collectors;

/**
 * Pods that nobody has told of yet, as after a restart while the API server is away: what stands
 * above them is not lowered, since it may be theirs, and what they were granted stays promised.
 * Pure.
 */
final class UntoldPods {
  private final NodeSnapshot seen;

  UntoldPods(NodeSnapshot seen) {
    this.seen = seen;
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
    if (seen.gaps().podsComplete()) {
      return Bytes.ZERO;
    }
    var told = seen.pods().stream().map(p -> "pod" + p.pod().uid()).collect(Collectors.toSet());
    var node = Subtree.node(numaNode);
    return seen.cgroups()
        .from(node)
        .filter(cgroup -> cgroup.path().parent().filter(node::equals).isPresent())
        .filter(cgroup -> !told.contains(cgroup.path().name()))
        .map(cgroup -> Held.bytes(cgroup.knob(Memory.MIN.file())))
        .reduce(Bytes.ZERO, Bytes::plus);
  }
}
