package io.audionode.agent.report.memory;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * When a limit would be reached if memory went on growing as it does: only while two windows agree
 * on how fast that is. Pure.
 *
 * @param range at the faster and at the slower of the two rates; null when there is no honest
 *     estimate
 * @param reason the numbers behind it, or why there is none
 */
record Forecast(@Nullable Range range, String reason) {
  /** Rates agree when the faster is at most so many times the slower. */
  private static final double AGREEMENT = 2;

  /** From an hour at most, a day is as far as one can see. */
  private static final Duration HORIZON = Duration.ofDays(1);

  private static final double MILLIS_PER_MINUTE = 60_000;

  /** The fastest and the slowest. */
  record Range(Duration soonest, Duration latest) {}

  Forecast {
    requireNonNull(reason, "reason is null");
  }

  /**
   * @param left bytes up to the limit
   * @param grown how much of what cannot be dropped there is more
   */
  static Forecast of(long left, Function<Window, Optional<Grown>> grown) {
    var five = grown.apply(Window.FIVE_MINUTES);
    var hour = grown.apply(Window.HOUR);
    if (five.isEmpty()) {
      return none("known for less than 5 minutes");
    }
    if (hour.isPresent()) {
      return of(left, Window.FIVE_MINUTES, five.get(), Window.HOUR, hour.get());
    }
    return grown
        .apply(Window.MINUTE)
        .map(one -> of(left, Window.MINUTE, one, Window.FIVE_MINUTES, five.get()))
        .orElseGet(() -> none("the last minute is not known"));
  }

  private static Forecast of(long left, Window shorter, Grown one, Window longer, Grown other) {
    var numbers =
        "%s in %d min, %s in %d min"
            .formatted(
                GrowthView.signed(one.bytes()),
                shorter.minutes(),
                GrowthView.signed(other.bytes()),
                longer.minutes());
    var rates =
        List.of(one, other).stream()
            .map(Grown::bytesPerMinute)
            .sorted(Comparator.reverseOrder())
            .toList();
    if (!other.isNoticeable() || rates.getLast() <= 0) {
      return none("it does not grow steadily: " + numbers);
    }
    if (rates.getFirst() > AGREEMENT * rates.getLast()) {
      return none("it grows too unevenly: " + numbers);
    }
    var soonest = time(left, rates.getFirst());
    return soonest.compareTo(HORIZON) > 0
        ? none("more than a day away: " + numbers)
        : new Forecast(new Range(soonest, time(left, rates.getLast())), numbers);
  }

  private static Forecast none(String reason) {
    return new Forecast(null, reason);
  }

  private static Duration time(long left, double bytesPerMinute) {
    return Duration.ofMillis((long) (Math.max(0, left) / bytesPerMinute * MILLIS_PER_MINUTE));
  }
}
