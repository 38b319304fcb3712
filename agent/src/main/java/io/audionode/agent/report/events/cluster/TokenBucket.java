package io.audionode.agent.report.events.cluster;

import java.time.Duration;
import java.time.Instant;

/** So many at once, and then one in each period. Not for several threads. */
final class TokenBucket {
  private final int burst;
  private final Duration period;
  private int tokens;
  private Instant refilled;

  /**
   * A full bucket.
   *
   * @param burst at least 1
   * @param period how long one token takes to grow, above zero
   */
  TokenBucket(int burst, Duration period, Instant now) {
    if (burst < 1 || !period.isPositive()) {
      throw new IllegalArgumentException(
          "burst is %d, allowed is 1 and more; period is %s, allowed is above zero"
              .formatted(burst, period));
    }
    this.burst = burst;
    this.period = period;
    this.tokens = burst;
    this.refilled = now;
  }

  /** Takes a token if there is one. A clock that goes back grows none until it is there again. */
  boolean take(Instant now) {
    refill(now);
    if (tokens == 0) {
      return false;
    }
    tokens--;
    return true;
  }

  private void refill(Instant now) {
    var grown = now.isBefore(refilled) ? 0 : Duration.between(refilled, now).dividedBy(period);
    if (tokens + grown >= burst) {
      tokens = burst;
      refilled = now;
    } else {
      tokens += (int) grown;
      refilled = refilled.plus(period.multipliedBy(grown));
    }
  }
}
