package io.audionode.agent.desired;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.config.Configuration;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.Subtree;
import io.audionode.cgroupfs.cpuset.Cpuset;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.numa.NumaNode;

/**
 * Which cpus of a NUMA node audio pods may use.
 *
 * @param online those of the node that are online
 * @param configured those of them that the configuration reserves
 * @param kubelet those of them that kubelet reserves
 * @param isolated those of them that {@code isolcpus=} isolates; only a class gets them for itself
 * @param alone those of them that kubelet gave to one container alone
 * @param shared the others, or where there are none all that kubelet gave to no container alone;
 *     and those that went offline since they were given: the kernel takes them out of {@code
 *     cpuset.cpus.effective} by itself, and puts them back when they return
 */
public record UsableCpus(
    CpuList online,
    CpuList configured,
    CpuList kubelet,
    CpuList isolated,
    CpuList alone,
    CpuList shared) {
  public UsableCpus {
    requireNonNull(online, "online is null");
    requireNonNull(configured, "configured is null");
    requireNonNull(kubelet, "kubelet is null");
    requireNonNull(isolated, "isolated is null");
    requireNonNull(alone, "alone is null");
    requireNonNull(shared, "shared is null");
  }

  /**
   * @param alone what kubelet gave to one container alone, which only that one uses
   */
  static UsableCpus of(
      NumaNode node, NodeSnapshot seen, Configuration configuration, CpuList alone) {
    var online = node.cpus();
    var machine = seen.machine();
    var kept =
        configuration
            .reservedCpus()
            .union(machine.reserves().kubelet())
            .union(machine.reserves().isolated());
    var left = online.minus(alone);
    var free = left.minus(kept);
    var offline =
        seen.knob(Subtree.node(node.id()), Cpuset.CPUS.file())
            .map(CpuList::parse)
            .orElse(CpuList.EMPTY)
            .minus(machine.cpus())
            .minus(kept)
            .minus(alone);
    return new UsableCpus(
        online,
        online.intersect(configuration.reservedCpus()),
        online.intersect(machine.reserves().kubelet()),
        online.intersect(machine.reserves().isolated()),
        online.intersect(alone),
        (free.isEmpty() ? left : free).union(offline));
  }

  CpuList reserved() {
    return configured.union(kubelet);
  }

  /**
   * Whether so much is kept for others that nothing is left, so that some are used all the same.
   */
  boolean nothingIsLeft() {
    return isReserved() || (!online.isEmpty() && free().minus(alone).isEmpty());
  }

  /** Whether that is so though kubelet gave nothing away. */
  boolean isReserved() {
    return !online.isEmpty() && free().isEmpty();
  }

  private CpuList free() {
    return online.minus(reserved()).minus(isolated);
  }

  /** What a class may have for itself. */
  CpuList candidates() {
    return online.intersect(shared.union(isolated)).minus(reserved());
  }
}
