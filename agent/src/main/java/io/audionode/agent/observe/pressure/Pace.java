package io.audionode.agent.observe.pressure;

import java.time.Duration;

/**
 * When the watcher's thread wakes although nothing fired and the loop did not run.
 *
 * @param fresh how old readings may get before a run of the loop has all cgroups read anew, and
 *     refused triggers tried again; no wake-up of its own
 * @param sample how often {@code memory.stat} is sampled where there is no PSI, and only there
 * @param resync how long it may sleep at the most, for its heartbeat; a run of the loop comes first
 */
public record Pace(Duration fresh, Duration sample, Duration resync) {
  public static final Pace DEFAULT =
      new Pace(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(60));

  public Pace {
    if (fresh.isNegative() || !sample.isPositive() || !resync.isPositive()) {
      throw new IllegalArgumentException(
          "fresh is %s, sample is %s, resync is %s".formatted(fresh, sample, resync));
    }
  }
}
