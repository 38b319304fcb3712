package io.audionode.agent.desired;

import io.audionode.agent.model.NodeSnapshot;
import io.audionode.cgroupfs.format.Limit;
import io.audionode.cgroupfs.tree.CgroupPath;

/**
 * Pods that nobody has told of yet, as after a restart while the API server is away: what stands
 * above them is not lowered, since it may be theirs. Pure.
 */
record UntoldPods(NodeSnapshot seen) {
  /** The larger of what is wanted and what there is; once all are told of, what is wanted. */
  Limit notLower(CgroupPath path, String file, Limit wanted) {
    return seen.gaps().podsComplete()
        ? wanted
        : seen.knob(path, file).map(Limit::parse).map(now -> Limit.max(now, wanted)).orElse(wanted);
  }
}
