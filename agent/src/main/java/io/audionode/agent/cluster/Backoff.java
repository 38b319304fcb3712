package io.audionode.agent.cluster;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to leave a troubled API server alone: twice as long after each failure, up to a bound,
 * and never quite as long as all the other nodes do. One thread.
 */
public final class Backoff {
  private final Duration first;
  private final Duration most;
  private final RandomGenerator random;
  private Duration whole;

  /**
   * Starts as after a success.
   *
   * @param first the longest first wait
   * @param most the longest wait of all
   */
  public Backoff(Duration first, Duration most, RandomGenerator random) {
    this.first = first;
    this.most = most;
    this.random = random;
    this.whole = first;
  }

  /** The next wait: between a half and the whole of what is due. */
  public Duration next() {
    var half = whole.toNanos() / 2;
    var wait = Duration.ofNanos(half + random.nextLong(half + 1));
    var twice = whole.multipliedBy(2);
    whole = twice.compareTo(most) < 0 ? twice : most;
    return wait;
  }

  /** The API server works again. */
  public void reset() {
    whole = first;
  }
}
