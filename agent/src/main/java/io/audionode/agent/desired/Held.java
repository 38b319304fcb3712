package io.audionode.agent.desired;

import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.SeenCgroup;
import io.audionode.agent.model.SeenPod;
import io.audionode.agent.model.Subtree;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.Limit;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.tree.CgroupType;
import java.util.ArrayList;
import java.util.Optional;

/**
 * What a pod was given before it was put on hold. It is not written any more, and what stands above
 * it must still hold it.
 */
final class Held {
  private final NodeSnapshot seen;
  private final Limits limits;

  Held(NodeSnapshot seen) {
    this.seen = seen;
    this.limits = new Limits(seen);
  }

  /** In the audio subtree. A threaded cgroup shows no minimum: there, what the pod asks for. */
  Bytes minimum(SeenPod pod, Wish wish) {
    return placed(pod)
        .map(
            cgroup ->
                cgroup.type() == CgroupType.THREADED
                    ? Limits.under(
                        Minima.ofPod(pod, wish, new ArrayList<>()), limits.memoryMax(pod))
                    : bytes(cgroup.knob(Memory.MIN.file())))
        .orElse(Bytes.ZERO);
  }

  /** Swap, in the audio subtree. */
  Limit swap(SeenPod pod, Wish wish) {
    return placed(pod)
        .map(
            cgroup ->
                cgroup.type() == CgroupType.THREADED
                    ? Swap.sum(pod.appContainers().stream().map(_ -> wish.swapMax()).toList())
                    : cgroup.knob(Memory.SWAP_MAX.file()).map(Limit::parse).orElse(Limit.of(0)))
        .orElse(Limit.of(0));
  }

  /** In kubepods, as far as it was audionode that gave it. */
  Bytes minimumInPlace(SeenPod pod) {
    var home = pod.home();
    return home == null || seen.found(home, Memory.MIN.file()).isEmpty()
        ? Bytes.ZERO
        : bytes(seen.knob(home, Memory.MIN.file()));
  }

  private Optional<SeenCgroup> placed(SeenPod pod) {
    return NumaChooser.served(seen).stream()
        .flatMap(node -> seen.cgroup(Subtree.pod(node.id(), pod.pod().uid())).stream())
        .findFirst();
  }

  /** A minimum as a file shows it; nothing for one without end. */
  static Bytes bytes(Optional<String> text) {
    return text.map(Limit::parse).orElse(Limit.of(0)) instanceof Limit.Of some
        ? some.bytes()
        : Bytes.ZERO;
  }
}
