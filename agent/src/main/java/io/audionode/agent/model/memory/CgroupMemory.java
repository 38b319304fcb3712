package io.audionode.agent.model.memory;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.Limit;
import io.audionode.cgroupfs.memory.MemoryNumaStat;
import io.audionode.cgroupfs.memory.MemoryStat;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel's files of one memory domain said at about one moment, all below it included.
 *
 * @param anon anonymous memory
 * @param file page cache, {@code shmem} included
 * @param shmem shared memory and tmpfs
 * @param kernel null when the kernel tells nothing of it
 * @param sock network buffers
 * @param current {@code memory.current}
 * @param swap {@code memory.swap.current}, null in a kernel without swap accounting
 * @param max {@code memory.max}
 * @param onNodes anonymous memory and files on each NUMA node; empty where the kernel does not
 *     tell, as before 5.10 or without NUMA
 */
public record CgroupMemory(
    WatchedCgroup cgroup,
    Bytes anon,
    Bytes file,
    Bytes shmem,
    @Nullable KernelMemory kernel,
    Bytes sock,
    Bytes current,
    @Nullable Bytes swap,
    Limit max,
    Map<Integer, Bytes> onNodes) {
  public CgroupMemory {
    requireNonNull(cgroup, "cgroup is null");
    requireNonNull(anon, "anon is null");
    requireNonNull(file, "file is null");
    requireNonNull(shmem, "shmem is null");
    requireNonNull(sock, "sock is null");
    requireNonNull(current, "current is null");
    requireNonNull(max, "max is null");
    onNodes = Collections.unmodifiableMap(new TreeMap<>(onNodes));
  }

  public static CgroupMemory of(
      WatchedCgroup cgroup,
      MemoryStat stat,
      Bytes current,
      @Nullable Bytes swap,
      Limit max,
      @Nullable MemoryNumaStat numa) {
    return new CgroupMemory(
        cgroup,
        stat.anon(),
        stat.file(),
        stat.shmem(),
        KernelMemory.of(stat).orElse(null),
        stat.sock(),
        current,
        swap,
        max,
        numa == null ? Map.of() : onNodes(numa));
  }

  private static Map<Integer, Bytes> onNodes(MemoryNumaStat numa) {
    return numa.nodes().stream().collect(Collectors.toMap(node -> node, numa::total));
  }

  /** What lies elsewhere than on a NUMA node; empty where nobody knows. */
  public Optional<Bytes> elsewhere(int node) {
    return onNodes.isEmpty()
        ? Optional.empty()
        : Optional.of(
            onNodes.entrySet().stream()
                .filter(one -> one.getKey() != node)
                .map(Map.Entry::getValue)
                .reduce(Bytes.ZERO, Bytes::plus));
  }

  /** Page cache that the kernel drops before it kills: files without shared memory. */
  public Bytes cache() {
    return file.minusOrZero(shmem);
  }

  /** What is left of {@code current} when all {@link #cache} has been dropped. */
  public Bytes undroppable() {
    return current.minusOrZero(cache());
  }
}
