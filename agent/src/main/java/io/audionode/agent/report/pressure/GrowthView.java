package io.audionode.agent.report.pressure;

import io.audionode.agent.model.pressure.Growth;
import io.audionode.cgroupfs.memory.MemoryEvents;
import org.jspecify.annotations.Nullable;

/**
 * What has happened in a cgroup since its event before, or since it is watched. Exact; null is what
 * no file of the kernel says: stalls without PSI, counters without {@code memory.stat}, swap
 * without {@code memory.swap.current}.
 *
 * @param overMillis how long ago that was
 * @param someMicros for which at least one task stalled
 * @param fullMicros for which all tasks stalled at once
 * @param majorFaults faults that read from a disk
 * @param refaults pages that were read back soon after they were taken away
 * @param scannedPages that reclaim looked at
 * @param reclaimedPages that reclaim took away
 * @param swapBytes what lies in swap more than then; negative when less
 * @param memoryEvents of {@code memory.events}; null where there is none, as for the machine
 */
public record GrowthView(
    long overMillis,
    @Nullable Long someMicros,
    @Nullable Long fullMicros,
    @Nullable Long majorFaults,
    @Nullable Long refaults,
    @Nullable Long scannedPages,
    @Nullable Long reclaimedPages,
    @Nullable Long swapBytes,
    @Nullable Counts memoryEvents) {
  /**
   * How often each happened.
   *
   * @param low reclaimed although below {@code memory.low}
   * @param high throttled because above {@code memory.high}
   * @param max about to go over {@code memory.max}
   * @param oom allocations that were about to fail
   * @param oomKill processes killed by the kernel for want of memory
   */
  public record Counts(long low, long high, long max, long oom, long oomKill) {
    /** As the API tells them; null where nobody counts. */
    public static @Nullable Counts of(@Nullable MemoryEvents events) {
      return events == null
          ? null
          : new Counts(events.low(), events.high(), events.max(), events.oom(), events.oomKill());
    }
  }

  static GrowthView of(Growth growth) {
    var memory = growth.memory();
    return new GrowthView(
        growth.over().toMillis(),
        growth.someUsec(),
        growth.fullUsec(),
        memory.majorFaults(),
        memory.refaults(),
        memory.scanned(),
        memory.reclaimed(),
        memory.swapBytes(),
        Counts.of(memory.events()));
  }
}
