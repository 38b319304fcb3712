package io.audionode.agent.desired;

import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.Subtree;
import io.audionode.cgroupfs.cpuset.Cpuset;
import io.audionode.cgroupfs.format.CpuList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Memory without cpus, or kubelet gave them all to single containers: the pods there use what the
 * pods of all other NUMA nodes share. Pure.
 *
 * @param groups of all pods
 */
record BorrowedCpus(NodeSnapshot seen, List<CpuGroup> groups) {
  BorrowedCpus {
    groups = List.copyOf(groups);
  }

  /** All NUMA nodes, those without cpus with what they use. */
  SortedMap<Integer, NodeCpus> nodes(SortedMap<Integer, NodeCpus> nodes) {
    var online = seen.machine().cpus();
    var shared =
        nodes.values().stream().map(NodeCpus::shared).reduce(CpuList.EMPTY, CpuList::union);
    var everywhere = shared.intersect(online).isEmpty() ? online : shared;
    var all = new TreeMap<>(nodes);
    all.replaceAll((_, node) -> hasNone(node.usable()) ? borrowing(node, everywhere) : node);
    return all;
  }

  /** A NUMA node whose cpus are all offline has some: the kernel finds others until they return. */
  private static boolean hasNone(UsableCpus usable) {
    var online = usable.online();
    return usable.shared().isEmpty()
        || (!online.isEmpty() && usable.shared().intersect(online).isEmpty());
  }

  private NodeCpus borrowing(NodeCpus node, CpuList everywhere) {
    var id = node.numaNode();
    var nothing = node.wanted().isEmpty();
    var inherits = nothing && seen.machine().cpus().isSubsetOf(everywhere) && !isSet(id);
    var cpus = inherits ? CpuList.EMPTY : everywhere;
    var wanted = nothing || hasSharers(id) ? node.wanted().union(cpus) : node.wanted();
    return new NodeCpus(id, node.usable(), cpus, node.exclusive(), wanted);
  }

  private boolean isSet(int numaNode) {
    return seen.knob(Subtree.node(numaNode), Cpuset.CPUS.file())
        .filter(cpus -> !cpus.isEmpty())
        .isPresent();
  }

  /** Whether there is a container that kubelet gave nothing of the NUMA node alone. */
  private boolean hasSharers(int numaNode) {
    return groups.stream()
        .anyMatch(group -> group.pod().numaNode() == numaNode && group.pin().own().isEmpty());
  }

  /**
   * That nothing of a NUMA node is left for pods. Where kubelet gave the rest away, only if a pod
   * needs more than that.
   */
  Optional<String> warning(NodeCpus node) {
    var usable = node.usable();
    return usable.isReserved() || (usable.nothingIsLeft() && hasSharers(node.numaNode()))
        ? Optional.of(
            ("NUMA node %d: its cpus %s are all reserved (configuration: %s, kubelet: %s), isolated (%s) "
                    + "or given to single containers by kubelet (%s), so that audio pods share %s all the same; "
                    + "keep one free of these")
                .formatted(
                    node.numaNode(),
                    usable.online(),
                    words(usable.configured()),
                    words(usable.kubelet()),
                    words(usable.isolated()),
                    words(usable.alone()),
                    words(node.shared())))
        : Optional.empty();
  }

  private static String words(CpuList cpus) {
    return cpus.isEmpty() ? "none" : cpus.text();
  }
}
