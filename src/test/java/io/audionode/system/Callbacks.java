package io.audionode.system;

import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The callbacks of {@code src/lab/audio.c}, one after the other. One that ends later than a period
 * after its wake-up leaves no time for the next ones, which are then never made: they are missed
 * all the same, and would have been late by a period less each.
 *
 * @param periodMicros between wake-ups
 * @param lateness how long after its wake-up each one ended, in us
 */
record Callbacks(long periodMicros, List<Long> lateness) {
  Callbacks {
    lateness = List.copyOf(lateness);
  }

  /** Periods in which no callback ended. */
  long missed() {
    return lateness.stream().mapToLong(this::missedBy).sum();
  }

  /** Periods that passed. */
  long periods() {
    return lateness.size() + missed();
  }

  private long missedBy(long late) {
    return late / periodMicros;
  }

  /** The latest, with those that were never made; the latest first. */
  List<Long> latest(int count) {
    return lateness.stream()
        .flatMap(late -> withUnmade(late).boxed())
        .sorted(Comparator.reverseOrder())
        .limit(count)
        .toList();
  }

  private LongStream withUnmade(long late) {
    return LongStream.rangeClosed(0, missedBy(late)).map(i -> late - i * periodMicros);
  }

  /** From the first wake-up's period to the first one missed; null when there is none. */
  @Nullable Long firstMissMillis() {
    var before = lateness.stream().takeWhile(late -> missedBy(late) == 0).count();
    return before == lateness.size() ? null : before * periodMicros / 1000;
  }
}
