package io.audionode.agent.desired;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.SeenContainer;
import io.audionode.agent.model.SeenPod;
import io.audionode.agent.model.Subtree;
import io.audionode.cgroupfs.cpuset.Cpuset;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.numa.NumaNode;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which NUMA node a pod belongs to: where it already is, else what its author says, else where
 * kubelet has pinned it, else the one with most free memory that can promise its minimum.
 */
final class NumaChooser {
  private final NodeSnapshot seen;
  private final Budget budget;

  NumaChooser(NodeSnapshot seen, Budget budget) {
    this.seen = seen;
    this.budget = budget;
  }

  /**
   * A node and why.
   *
   * @param warning what the pod's author should know, null when all is as asked
   */
  record Choice(int numaNode, String reason, @Nullable String warning) {
    Choice {
      requireNonNull(reason, "reason is null");
    }
  }

  Choice choose(SeenPod pod, Wish wish, Bytes minimum) {
    var asked = asked(wish);
    var warning = wish.numaNode() != null && asked.isEmpty() ? unknownNode(wish) : null;
    return placed(pod)
        .map(node -> stay(node, asked, warning))
        .or(() -> asked.map(node -> new Choice(node, "annotation", null)))
        .or(() -> pinned(pod).map(node -> new Choice(node, "kubelet's cpuset.mems", warning)))
        .orElseGet(() -> mostFree(minimum, warning));
  }

  /** For a pod that is not moved: the node it was moved to, or most of its memory is on already. */
  Choice whereItIs(SeenPod pod) {
    return placed(pod)
        .map(node -> new Choice(node, "already there", null))
        .orElseGet(() -> mostCharged(pod));
  }

  private Choice mostCharged(SeenPod pod) {
    return usable().stream()
        .max(Comparator.comparing(node -> charged(pod, node.id())))
        .map(node -> new Choice(node.id(), "most of its memory is there", null))
        .orElse(new Choice(0, "the only node", null));
  }

  static Bytes charged(SeenPod pod, int numaNode) {
    return pod.appContainers().stream()
        .map(container -> charged(container, numaNode))
        .reduce(Bytes.ZERO, Bytes::plus);
  }

  static Bytes charged(SeenContainer container, int numaNode) {
    return container.chargedPerNode().getOrDefault(numaNode, Bytes.ZERO);
  }

  private static Choice stay(int node, Optional<Integer> asked, @Nullable String warning) {
    if (asked.isPresent() && asked.get() != node) {
      return new Choice(
          node,
          "already there",
          "runs on NUMA node %d; node %d from the annotation counts when the pod starts anew"
              .formatted(node, asked.get()));
    }
    return new Choice(node, "already there", warning);
  }

  private Optional<Integer> placed(SeenPod pod) {
    return usable().stream()
        .map(NumaNode::id)
        .filter(node -> seen.cgroup(Subtree.pod(node, pod.pod().uid())).isPresent())
        .findFirst();
  }

  private Optional<Integer> asked(Wish wish) {
    return usable().stream()
        .map(NumaNode::id)
        .filter(node -> node.equals(wish.numaNode()))
        .findFirst();
  }

  private String unknownNode(Wish wish) {
    return "NUMA node %d does not exist or has no memory or no cpus; this machine has %s"
        .formatted(wish.numaNode(), usable().stream().map(NumaNode::id).toList());
  }

  private Optional<Integer> pinned(SeenPod pod) {
    return pod.appContainers().stream()
        .flatMap(container -> seen.knob(container.home(), Cpuset.MEMS.file()).stream())
        .map(CpuList::parse)
        .filter(mems -> !mems.isEmpty() && mems.size() < seen.machine().numa().nodes().size())
        .flatMap(mems -> usable().stream().map(NumaNode::id).filter(mems::contains))
        .findFirst();
  }

  private Choice mostFree(Bytes minimum, @Nullable String warning) {
    return usable().stream()
        .filter(node -> budget.fits(node.id(), minimum))
        .max(byRoom())
        .map(node -> new Choice(node.id(), "most free memory", warning))
        .or(
            () ->
                usable().stream()
                    .max(byRoom())
                    .map(node -> new Choice(node.id(), "most room left; none has enough", warning)))
        .orElse(new Choice(0, "the only node", warning));
  }

  /** Free memory as far as it is not promised yet: a promise made just now is not charged yet. */
  private Comparator<NumaNode> byRoom() {
    return Comparator.comparing((NumaNode node) -> node.free().min(budget.remaining(node.id())))
        .thenComparing(NumaNode::id, Comparator.reverseOrder());
  }

  private List<NumaNode> usable() {
    return usable(seen);
  }

  /** The NUMA nodes that can run a pod: they have cpus and memory. */
  static List<NumaNode> usable(NodeSnapshot seen) {
    return seen.machine().numa().nodes().stream()
        .filter(node -> !node.cpus().isEmpty() && node.total().compareTo(Bytes.ZERO) > 0)
        .toList();
  }
}
