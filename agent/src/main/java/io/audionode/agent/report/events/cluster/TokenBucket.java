package io.audionode.agent.report.events.cluster;

import java.time.Duration;

/**
 * So many at once, and then one in each period, by a clock that nobody sets. Not for several
 * threads.
 */
final class TokenBucket {
  private final int burst;
  private final Duration period;
  private int tokens;
  private long refilledNanos;

  /**
   * A full bucket.
   *
   * @param burst at least 1
   * @param period how long one token takes to grow, above zero
   * @param nowNanos on the monotonic clock, as with {@link #take}
   */
  TokenBucket(int burst, Duration period, long nowNanos) {
    if (burst < 1 || !period.isPositive()) {
      throw new IllegalArgumentException(
          "burst is %d, allowed is 1 and more; period is %s, allowed is above zero"
              .formatted(burst, period));
    }
    this.burst = burst;
    this.period = period;
    this.tokens = burst;
    this.refilledNanos = nowNanos;
  }

  /** Takes a token if there is one. */
  boolean take(long nowNanos) {
    refill(nowNanos);
    if (tokens == 0) {
      return false;
    }
    tokens--;
    return true;
  }

  private void refill(long nowNanos) {
    var grown = (nowNanos - refilledNanos) / period.toNanos();
    if (tokens + grown >= burst) {
      tokens = burst;
      refilledNanos = nowNanos;
    } else {
      tokens += (int) grown;
      refilledNanos += grown * period.toNanos();
    }
  }
}
