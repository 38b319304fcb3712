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
 */
public record ProcessMemory(
    WatchedProcess process,
    Duration age,
    Bytes rss,
    Bytes swap,
    @Nullable Mappings mappings,
    @Nullable String problem) {
  public ProcessMemory {
    requireNonNull(process, "process is null");
    requireNonNull(age, "age is null");
    requireNonNull(rss, "rss is null");
    requireNonNull(swap, "swap is null");
  }

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
   * @param onNodes where its {@code numa_maps} says that resident pages lie, null where there is
   *     one NUMA node with memory or it could not be read
   */
  public record Mappings(
      Smaps smaps,
      Instant at,
      long nanos,
      Duration age,
      Duration took,
      @Nullable NumaMaps onNodes) {
    public Mappings {
      requireNonNull(smaps, "smaps is null");
      requireNonNull(at, "at is null");
      requireNonNull(age, "age is null");
      requireNonNull(took, "took is null");
    }

    /** Of a machine whose memory is all alike. */
    public Mappings(Smaps smaps, Instant at, long nanos, Duration age, Duration took) {
      this(smaps, at, nanos, age, took, null);
    }
  }
}
