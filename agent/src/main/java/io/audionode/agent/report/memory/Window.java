package io.audionode.agent.report.memory;

import java.time.Duration;

/** Over how long growth is told. */
enum Window {
  MINUTE(1),
  FIVE_MINUTES(5),
  HOUR(60);

  /** Samples do not lie exactly a window apart. */
  private static final double SHORTEST = 0.9;

  private static final int LONGEST = 2;

  private final int minutes;

  Window(int minutes) {
    this.minutes = minutes;
  }

  int minutes() {
    return minutes;
  }

  Duration length() {
    return Duration.ofMinutes(minutes);
  }

  /** Whether a difference over so long is told as one over this window. */
  boolean fits(long nanos) {
    var length = length().toNanos();
    return nanos >= (long) (SHORTEST * length) && nanos <= LONGEST * length;
  }

  /** By how much such a difference is not this window. */
  long misses(long nanos) {
    return Math.abs(nanos - length().toNanos());
  }

  /** Whether something so old began within this window. */
  boolean holds(Duration age) {
    return age.compareTo(length()) <= 0;
  }
}
