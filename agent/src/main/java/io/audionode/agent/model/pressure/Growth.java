package io.audionode.agent.model.pressure;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The difference of two readings of the same cgroup. Exact: the kernel counts, nobody samples.
 *
 * <p>A counter that fell began anew, as when the memory controller was taken away and given back:
 * then all that it says now is growth. One that either reading lacks has no growth, which is null.
 *
 * @param over how far apart they are
 * @param someUsec microseconds for which at least one task stalled; null without PSI
 * @param fullUsec microseconds for which all tasks stalled at once; null without PSI
 * @param limitHits see {@link Reading}
 */
public record Growth(
    Duration over,
    @Nullable Long someUsec,
    @Nullable Long fullUsec,
    MemoryCounters memory,
    @Nullable Long limitHits) {
  public Growth {
    requireNonNull(over, "over is null");
    requireNonNull(memory, "memory is null");
  }

  public static Growth between(Reading before, Reading now) {
    return new Growth(
        Duration.ofNanos(now.nanos() - before.nanos()),
        counted(before.someUsec(), now.someUsec()),
        counted(before.fullUsec(), now.fullUsec()),
        now.memory().since(before.memory()),
        counted(before.limitHits(), now.limitHits()));
  }

  /** How far a counter went, which may have begun anew; null when either is absent. */
  static @Nullable Long counted(@Nullable Long before, @Nullable Long now) {
    return before == null || now == null ? null : Long.valueOf(counted((long) before, (long) now));
  }

  /** How far a counter went, which may have begun anew. */
  static long counted(long before, long now) {
    return now < before ? now : now - before;
  }
}
