package io.audionode.agent.desired;

import static java.util.Objects.requireNonNullElse;

import io.audionode.agent.config.Configuration;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.numa.NumaNode;
import io.audionode.cgroupfs.numa.NumaTopology;
import java.util.HashMap;
import java.util.Map;

/**
 * How much memory each NUMA node can still promise. Lives for one decision over all pods.
 *
 * <p>A minimum beyond what the node has protects nothing and starves everybody else, so promises
 * end at {@code subtreeMax}, or at 90 % where that is {@code none}.
 */
public final class Budget {
  private static final int SHARE_WITHOUT_SUBTREE_MAX = 90;

  private final Map<Integer, Bytes> capacity = new HashMap<>();
  private final Map<Integer, Bytes> remaining;
  private final Map<Integer, Integer> pods = new HashMap<>();

  Budget(NumaTopology numa, Configuration configuration) {
    numa.nodes().forEach(node -> capacity.put(node.id(), capacity(node, configuration)));
    remaining = new HashMap<>(capacity);
  }

  /** What minima on a NUMA node may add up to. */
  public static Bytes capacity(NumaNode node, Configuration configuration) {
    var percent = requireNonNullElse(configuration.subtreeMax(), SHARE_WITHOUT_SUBTREE_MAX);
    return percentOf(node.total(), percent);
  }

  static Bytes percentOf(Bytes whole, int percent) {
    var value = whole.value();
    return new Bytes(value / 100 * percent + value % 100 * percent / 100);
  }

  Bytes remaining(int numaNode) {
    return remaining.getOrDefault(numaNode, Bytes.ZERO);
  }

  boolean fits(int numaNode, Bytes minimum) {
    return minimum.compareTo(remaining(numaNode)) <= 0;
  }

  /** How many pods have got their promise there. */
  int pods(int numaNode) {
    return pods.getOrDefault(numaNode, 0);
  }

  /** What is left there and why, for people. */
  String arithmetic(int numaNode) {
    var all = capacity.getOrDefault(numaNode, Bytes.ZERO);
    return "node %d has %s for minima, %s promised to %d pods, %s left"
        .formatted(
            numaNode,
            all.rounded(),
            all.minusOrZero(remaining(numaNode)).rounded(),
            pods(numaNode),
            remaining(numaNode).rounded());
  }

  /** Promises as much of a minimum as there is, and says how much that was. */
  Bytes promise(int numaNode, Bytes minimum) {
    var left = remaining(numaNode);
    var granted = minimum.min(left);
    remaining.put(numaNode, left.minusOrZero(granted));
    pods.merge(numaNode, 1, Integer::sum);
    return granted;
  }
}
