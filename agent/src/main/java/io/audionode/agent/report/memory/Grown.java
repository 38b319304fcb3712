package io.audionode.agent.report.memory;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * The difference of two samples of one number of bytes, or all of it where it began with nothing.
 *
 * @param bytes negative when it shrank
 * @param over how far apart they are, or how old it is
 * @param sinceStart whether it is all that a process has taken since it was started
 */
record Grown(long bytes, Duration over, boolean sinceStart) {
  private static final double MILLIS_PER_MINUTE = 60_000;

  /** Less than that is nothing: the kernel counts in batches on each processor. */
  static final long LEAST = 1 << 20;

  Grown {
    requireNonNull(over, "over is null");
  }

  boolean isNoticeable() {
    return bytes >= LEAST;
  }

  double bytesPerMinute() {
    return bytes * MILLIS_PER_MINUTE / Math.max(1, over.toMillis());
  }
}
