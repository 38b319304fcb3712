package io.audionode.agent.report.pressure;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.model.pressure.Growth;
import io.audionode.cgroupfs.memory.MemoryEvents;

/**
 * What has happened in a cgroup since its event before, or since it is watched. Exact.
 *
 * @param overMillis how long ago that was
 * @param someMicros for which at least one task stalled
 * @param fullMicros for which all tasks stalled at once
 * @param majorFaults faults that read from a disk
 * @param refaults pages that were read back soon after they were taken away
 * @param scannedPages that reclaim looked at
 * @param reclaimedPages that reclaim took away
 * @param swapBytes what lies in swap more than then; negative when less
 * @param memoryEvents of {@code memory.events}
 */
public record GrowthView(
    long overMillis,
    long someMicros,
    long fullMicros,
    long majorFaults,
    long refaults,
    long scannedPages,
    long reclaimedPages,
    long swapBytes,
    Counts memoryEvents) {
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
    private static Counts of(MemoryEvents events) {
      return new Counts(events.low(), events.high(), events.max(), events.oom(), events.oomKill());
    }
  }

  public GrowthView {
    requireNonNull(memoryEvents, "memoryEvents is null");
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
