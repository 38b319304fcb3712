package io.audionode.agent.report.status;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.config.Configuration;
import io.audionode.agent.desired.Budget;
import io.audionode.agent.desired.DesiredNode;
import io.audionode.agent.desired.PodDesire;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.numa.NumaNode;
import java.util.List;

/**
 * One NUMA node and what is promised of it.
 *
 * @param cpus in the kernel's list format, empty for memory without cpus
 * @param distances to each node in the order of their ids; 10 is the node itself
 * @param capacity what minima may add up to
 * @param promised what they do add up to
 * @param left of the capacity
 * @param pods how many belong to it
 */
public record NumaNodeView(
    int id,
    String cpus,
    Amount total,
    Amount free,
    List<Integer> distances,
    Amount capacity,
    Amount promised,
    Amount left,
    int pods) {
  public NumaNodeView {
    requireNonNull(cpus, "cpus is null");
    requireNonNull(total, "total is null");
    requireNonNull(free, "free is null");
    requireNonNull(capacity, "capacity is null");
    requireNonNull(promised, "promised is null");
    requireNonNull(left, "left is null");
    distances = List.copyOf(distances);
  }

  static NumaNodeView of(NumaNode node, DesiredNode desired, Configuration configuration) {
    var pods = desired.pods().stream().filter(pod -> pod.numaNode() == node.id()).toList();
    var capacity = Budget.capacity(node, configuration);
    var promised = pods.stream().map(PodDesire::granted).reduce(Bytes.ZERO, Bytes::plus);
    return new NumaNodeView(
        node.id(),
        node.cpus().text(),
        Amount.of(node.total()),
        Amount.of(node.free()),
        node.distances(),
        Amount.of(capacity),
        Amount.of(promised),
        Amount.of(capacity.minusOrZero(promised)),
        pods.size());
  }
}
