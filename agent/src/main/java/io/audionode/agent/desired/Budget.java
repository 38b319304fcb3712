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

  private final Map<Integer, Bytes> remaining = new HashMap<>();

  Budget(NumaTopology numa, Configuration configuration) {
    numa.nodes().forEach(node -> remaining.put(node.id(), capacity(node, configuration)));
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

  /** Promises as much of a minimum as there is, and says how much that was. */
  Bytes promise(int numaNode, Bytes minimum) {
    var left = remaining(numaNode);
    var granted = minimum.min(left);
    remaining.put(numaNode, left.minusOrZero(granted));
    return granted;
  }
}
