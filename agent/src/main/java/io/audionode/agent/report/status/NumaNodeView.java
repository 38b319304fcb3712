package io.audionode.agent.report.status;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.config.Configuration;
import io.audionode.agent.desired.Budget;
import io.audionode.agent.desired.NodeCpus;
import io.audionode.agent.desired.PodDesire;
import io.audionode.agent.model.SeenCgroup;
import io.audionode.agent.model.Subtree;
import io.audionode.agent.report.Report;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.numa.NumaNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One NUMA node and what is promised of it.
 *
 * @param used by anybody
 * @param cpus in the kernel's list format, empty for memory without cpus
 * @param distances to each node in the order of their ids; 10 is the node itself
 * @param capacity what minima may add up to
 * @param promised what they do add up to
 * @param left of the capacity
 * @param charged what its pods in the subtree have, null when it is not there or cannot be read
 * @param pods how many belong to it
 * @param cpuUse who uses which of its cpus
 */
public record NumaNodeView(
    int id,
    String cpus,
    Amount total,
    Amount used,
    Amount free,
    List<Integer> distances,
    Amount capacity,
    Amount promised,
    Amount left,
    @Nullable Amount charged,
    int pods,
    NodeCpusView cpuUse) {
  public NumaNodeView {
    requireNonNull(cpus, "cpus is null");
    requireNonNull(total, "total is null");
    requireNonNull(used, "used is null");
    requireNonNull(free, "free is null");
    requireNonNull(capacity, "capacity is null");
    requireNonNull(promised, "promised is null");
    requireNonNull(left, "left is null");
    distances = List.copyOf(distances);
    requireNonNull(cpuUse, "cpuUse is null");
  }

  static NumaNodeView of(NumaNode node, NodeCpus cpus, Report report, Configuration configuration) {
    var desired = report.desired();
    var pods = desired.pods().stream().filter(pod -> pod.numaNode() == node.id()).toList();
    var capacity = Budget.capacity(node, configuration);
    var promised = pods.stream().map(PodDesire::granted).reduce(Bytes.ZERO, Bytes::plus);
    return new NumaNodeView(
        node.id(),
        node.cpus().text(),
        Amount.of(node.total()),
        Amount.of(node.total().minusOrZero(node.free())),
        Amount.of(node.free()),
        node.distances(),
        Amount.of(capacity),
        Amount.of(promised),
        Amount.of(capacity.minusOrZero(promised)),
        charged(node, report),
        pods.size(),
        NodeCpusView.of(cpus, report.seen()));
  }

  private static @Nullable Amount charged(NumaNode node, Report report) {
    return report
        .seen()
        .cgroup(Subtree.node(node.id()))
        .map(SeenCgroup::current)
        .map(Amount::of)
        .orElse(null);
  }
}
