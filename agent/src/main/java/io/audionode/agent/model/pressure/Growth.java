package io.audionode.agent.model.pressure;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * The difference of two readings of the same cgroup. Exact: the kernel counts, nobody samples.
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
    return new Growth(
        Duration.ofNanos(now.nanos() - before.nanos()),
        now.someUsec() - before.someUsec(),
        now.fullUsec() - before.fullUsec(),
        now.memory().since(before.memory()));
  }
}
