package io.audionode.agent.model.pressure;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * The difference of two readings of the same cgroup. Exact: the kernel counts, nobody samples.
 *
 * <p>A counter that fell began anew, as when the memory controller was taken away and given back:
 * then all that it says now is growth. Stalls are counted only while both readings have PSI.
 *
 * @param over how far apart they are
 * @param someUsec microseconds for which at least one task stalled
 * @param fullUsec microseconds for which all tasks stalled at once
 */
public record Growth(Duration over, long someUsec, long fullUsec, MemoryCounters memory) {
  public Growth {
    requireNonNull(over, "over is null");
    requireNonNull(memory, "memory is null");
  }

  public static Growth between(Reading before, Reading now) {
    var stalls = before.pressure() != null && now.pressure() != null;
    return new Growth(
        Duration.ofNanos(now.nanos() - before.nanos()),
        stalls ? counted(before.someUsec(), now.someUsec()) : 0,
        stalls ? counted(before.fullUsec(), now.fullUsec()) : 0,
        now.memory().since(before.memory()));
  }

  /** How far a counter went, which may have begun anew. */
  static long counted(long before, long now) {
    return now < before ? now : now - before;
  }
}
