package io.audionode.agent.model.memory;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.memory.MemoryStat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the kernel itself has for a cgroup.
 *
 * @param source the keys of {@code memory.stat} that it is the sum of: {@code kernel} since 5.18;
 *     before, the parts that the kernel of the node tells of, which miss some
 */
public record KernelMemory(Bytes amount, String source) {
  private static final List<String> PARTS = List.of("kernel_stack", "pagetables", "percpu", "slab");

  public KernelMemory {
    requireNonNull(amount, "amount is null");
    requireNonNull(source, "source is null");
  }

  /** Empty when the kernel tells nothing of it. */
  public static Optional<KernelMemory> of(MemoryStat stat) {
    return stat.kernel().map(all -> new KernelMemory(all, "kernel")).or(() -> ofParts(stat));
  }

  private static Optional<KernelMemory> ofParts(MemoryStat stat) {
    var known = PARTS.stream().filter(key -> stat.amount(key).isPresent()).toList();
    return known.stream()
        .flatMap(key -> stat.amount(key).stream())
        .reduce(Bytes::plus)
        .map(sum -> new KernelMemory(sum, known.stream().collect(Collectors.joining(" + "))));
  }
}
