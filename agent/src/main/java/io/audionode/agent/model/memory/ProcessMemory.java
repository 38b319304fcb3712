package io.audionode.agent.model.memory;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.proc.NumaMaps;
import io.audionode.cgroupfs.proc.Smaps;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one process has.
 *
 * @param age how long ago it was started
 * @param rss {@code VmRSS}, resident; the kernel keeps it to some hundred KiB
 * @param swap {@code VmSwap}, in swap
 * @param mappings the last reading of its {@code smaps}, null before the first
 * @param problem why {@code mappings} is absent or old, null when it is neither
 * @param onNodes where its resident pages lie, null where there is one NUMA node with memory
 */
public record ProcessMemory(
    WatchedProcess process,
    Duration age,
    Bytes rss,
    Bytes swap,
    @Nullable Mappings mappings,
    @Nullable String problem,
    @Nullable OnNodes onNodes) {
  public ProcessMemory {
    requireNonNull(process, "process is null");
    requireNonNull(age, "age is null");
    requireNonNull(rss, "rss is null");
    requireNonNull(swap, "swap is null");
  }

  /** Of a machine whose memory is all alike. */
  public ProcessMemory(
      WatchedProcess process,
      Duration age,
      Bytes rss,
      Bytes swap,
      @Nullable Mappings mappings,
      @Nullable String problem) {
    this(process, age, rss, swap, mappings, problem, null);
  }

  /**
   * What its {@code numa_maps} said when somebody asked last.
   *
   * @param at when that was read, null when it never was
   * @param pages resident pages by NUMA node, null with {@code at}
   * @param problem why these are absent or old, null when they are neither
   */
  public record OnNodes(@Nullable Instant at, @Nullable NumaMaps pages, @Nullable String problem) {}

  /** Wherever it lies. */
  public Bytes held() {
    return rss.plus(swap);
  }

  /**
   * One reading of {@code smaps}.
   *
   * @param at when it ended, wall clock
   * @param nanos when it ended, monotonic clock
   * @param age how old the process was then
   * @param took how long reading took
   */
  public record Mappings(Smaps smaps, Instant at, long nanos, Duration age, Duration took) {
    public Mappings {
      requireNonNull(smaps, "smaps is null");
      requireNonNull(at, "at is null");
      requireNonNull(age, "age is null");
      requireNonNull(took, "took is null");
    }
  }
}
