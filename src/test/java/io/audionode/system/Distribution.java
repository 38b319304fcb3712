package io.audionode.system;

import java.time.Duration;
import java.util.List;

/** How long something took, for people and for figures; emulated, so never asserted on. */
record Distribution(
    int count, Duration min, Duration p50, Duration p90, Duration p99, Duration max) {
  static Distribution of(List<Duration> times) {
    if (times.isEmpty()) {
      return new Distribution(
          0, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    }
    var sorted = times.stream().sorted().toList();
    return new Distribution(
        sorted.size(),
        sorted.getFirst(),
        atPercent(sorted, 50),
        atPercent(sorted, 90),
        atPercent(sorted, 99),
        sorted.getLast());
  }

  /** The smallest that so many percent do not exceed. */
  private static Duration atPercent(List<Duration> sorted, int percent) {
    return sorted.get((sorted.size() * percent + 99) / 100 - 1);
  }

  @Override
  public String toString() {
    return "%d timed: p50 %d ms, p90 %d ms, p99 %d ms, max %d ms"
        .formatted(count, p50.toMillis(), p90.toMillis(), p99.toMillis(), max.toMillis());
  }
}
