package io.audionode.agent.model;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.numa.NumaNode;
import io.audionode.cgroupfs.numa.NumaTopology;
import io.audionode.cgroupfs.numa.Possible;
import io.audionode.cgroupfs.numa.SoundCard;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The node itself.
 *
 * @param memory {@code MemTotal}
 * @param swap {@code SwapTotal}
 * @param swappiness {@code vm.swappiness}, 0..200
 * @param controllers what the root cgroup can hand out
 * @param soundCards by number
 * @param reserves cpus that are kept for something
 * @param possible what may be online at other moments
 * @param missing what this process may not do there
 */
public record Machine(
    NumaTopology numa,
    Bytes memory,
    Bytes swap,
    int swappiness,
    Set<String> controllers,
    List<SoundCard> soundCards,
    CpuReserves reserves,
    Possible possible,
    Set<Capability> missing) {
  public Machine {
    requireNonNull(numa, "numa is null");
    requireNonNull(memory, "memory is null");
    requireNonNull(swap, "swap is null");
    controllers = Set.copyOf(controllers);
    soundCards = List.copyOf(soundCards);
    requireNonNull(reserves, "reserves is null");
    requireNonNull(possible, "possible is null");
    missing = Collections.unmodifiableSet(new LinkedHashSet<>(missing));
  }

  /** A machine whose cpus are all alike, which has all online that it can have, and all rights. */
  public Machine(
      NumaTopology numa,
      Bytes memory,
      Bytes swap,
      int swappiness,
      Set<String> controllers,
      List<SoundCard> soundCards) {
    this(
        numa,
        memory,
        swap,
        swappiness,
        controllers,
        soundCards,
        CpuReserves.NONE,
        new Possible(cpus(numa), nodesWithMemory(numa)),
        Set.of());
  }

  private static CpuList cpus(NumaTopology numa) {
    return numa.nodes().stream().map(NumaNode::cpus).reduce(CpuList.EMPTY, CpuList::union);
  }

  private static CpuList nodesWithMemory(NumaTopology numa) {
    return numa.nodes().stream()
        .filter(node -> node.total().compareTo(Bytes.ZERO) > 0)
        .map(node -> CpuList.of(node.id()))
        .reduce(CpuList.EMPTY, CpuList::union);
  }

  /** The cpus that are online. */
  public CpuList cpus() {
    return cpus(numa);
  }

  /** The cpus of a NUMA node, none when there is no such node. */
  public CpuList cpusOf(int numaNode) {
    return numa.node(numaNode).map(NumaNode::cpus).orElse(CpuList.EMPTY);
  }
}
