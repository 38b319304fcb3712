package io.audionode.agent.pulse;

import java.time.Duration;

/**
 * How long a thread rests after what it does again and again: four times as long as that took, but
 * not longer than it may. However many pods there are, it takes a fifth of a cpu at the most; more
 * only where the longest rest does not suffice. For one thread.
 */
public final class DutyCycle {
  private static final int REST = 4;

  private final Clocks clocks;
  private final Duration longestRest;
  private long restedNanos;

  /**
   * It is rested.
   *
   * @param longestRest how long what it does can wait
   */
  public DutyCycle(Clocks clocks, Duration longestRest) {
    this.clocks = clocks;
    this.longestRest = longestRest;
    this.restedNanos = clocks.nanos();
  }

  /** Works, and has to rest from then on. */
  public void take(Runnable work) {
    var began = clocks.nanos();
    try {
      work.run();
    } finally {
      var ended = clocks.nanos();
      restedNanos = ended + Math.min(REST * (ended - began), longestRest.toNanos());
    }
  }

  public boolean isRested() {
    return restNanos() <= 0;
  }

  /** How much longer it rests; not positive when it is rested. */
  public long restNanos() {
    return restedNanos - clocks.nanos();
  }
}
