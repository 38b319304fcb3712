package io.audionode.agent.model.incident;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.memory.MemoryNumaStat;
import io.audionode.cgroupfs.memory.MemoryStat;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a cgroup and all below it had charged at one moment.
 *
 * @param current {@code memory.current}
 * @param swap what lies in swap alone: {@code memory.swap.current} without what is in memory too,
 *     null where there is no such file
 * @param kernel null before 5.18
 * @param nodes anonymous memory and page cache on each NUMA node, by its number; empty before 5.10
 */
public record Charge(
    Bytes current,
    @Nullable Bytes swap,
    Bytes anon,
    Bytes file,
    Bytes shmem,
    @Nullable Bytes kernel,
    Bytes sock,
    List<Bytes> nodes) {
  /** What programs took, without page cache. */
  public Bytes taken() {
    return anon.plus(shmem);
  }

  public Charge {
    requireNonNull(current, "current is null");
    requireNonNull(anon, "anon is null");
    requireNonNull(file, "file is null");
    requireNonNull(shmem, "shmem is null");
    requireNonNull(sock, "sock is null");
    nodes = List.copyOf(nodes);
  }

  /** From the kernel's files. */
  public static Charge of(
      Bytes current, @Nullable Bytes swap, MemoryStat stat, @Nullable MemoryNumaStat numa) {
    return new Charge(
        current,
        swap,
        stat.anon(),
        stat.file(),
        stat.shmem(),
        stat.kernel().orElse(null),
        stat.sock(),
        numa == null ? List.of() : nodes(numa));
  }

  private static List<Bytes> nodes(MemoryNumaStat numa) {
    var nodes = new ArrayList<Bytes>();
    for (var node : numa.nodes()) {
      while (nodes.size() < node) {
        nodes.add(Bytes.ZERO);
      }
      nodes.add(numa.total(node));
    }
    return nodes;
  }
}
