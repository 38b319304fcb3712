package io.audionode.agent.report.memory;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.report.status.Amount;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One process of the pod.
 *
 * @param comm the command's name, made fit for print
 * @param cgroup where the last run of the loop saw it
 * @param ageSeconds since it was started
 * @param rss {@code VmRSS}
 * @param swap {@code VmSwap}
 * @param mapped what its {@code smaps} says, null when it was never read
 * @param problem why {@code mapped} is absent or old, null when it is neither
 * @param onNodes where its resident pages lie, null where there is one NUMA node with memory
 */
public record ProcessMemoryView(
    int pid,
    String comm,
    String cgroup,
    long ageSeconds,
    Amount rss,
    Amount swap,
    @Nullable MappedView mapped,
    @Nullable String problem,
    @Nullable OnNodesView onNodes) {
  public ProcessMemoryView {
    requireNonNull(comm, "comm is null");
    requireNonNull(cgroup, "cgroup is null");
    requireNonNull(rss, "rss is null");
    requireNonNull(swap, "swap is null");
  }

  /**
   * One reading of {@code smaps}.
   *
   * @param at when it ended
   * @param tookMicros how long it took
   * @param mappings how many there are
   * @param memory by the words of {@link MappedKind}
   */
  public record MappedView(
      Instant at, long tookMicros, int mappings, Map<String, GrownView> memory) {
    public MappedView {
      requireNonNull(at, "at is null");
      memory = Collections.unmodifiableMap(new LinkedHashMap<>(memory));
    }
  }

  /**
   * What its {@code numa_maps} said when somebody asked last.
   *
   * @param at when that was read, null when it never was
   * @param pages resident pages by NUMA node; empty with {@code at} null
   * @param problem why these are absent or old, null when they are neither
   */
  public record OnNodesView(
      @Nullable Instant at, Map<String, Amount> pages, @Nullable String problem) {
    public OnNodesView {
      pages = Collections.unmodifiableMap(new LinkedHashMap<>(pages));
    }
  }
}
