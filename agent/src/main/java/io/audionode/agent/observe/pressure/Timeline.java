package io.audionode.agent.observe.pressure;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The latest values with their moments, as many as are needed to look back for some time. For one
 * thread; holds at most {@code back / spacing + 2}.
 */
final class Timeline<T> {
  private final long back;
  private final long spacing;
  private final Deque<At<T>> values = new ArrayDeque<>();

  private record At<T>(long nanos, T value) {}

  /**
   * @param back how old a value is to be that others are compared with
   * @param spacing what comes sooner after the value before is not kept
   */
  Timeline(Duration back, Duration spacing) {
    this.back = back.toNanos();
    this.spacing = spacing.toNanos();
  }

  /**
   * Keeps a value, and forgets what no later one is compared with.
   *
   * @param nanos not before any earlier one
   */
  void add(long nanos, T value) {
    if (values.isEmpty() || nanos - values.getLast().nanos() >= spacing) {
      values.add(new At<>(nanos, value));
    }
    while (values.stream().skip(1).findFirst().filter(next -> isOld(next, nanos)).isPresent()) {
      values.remove();
    }
  }

  /** The newest value that is old enough, or the oldest one; empty when there is none. */
  Optional<T> before(long nanos) {
    return at(nanos).map(At::value);
  }

  /** The moment of {@link #before}. */
  Optional<Long> momentBefore(long nanos) {
    return at(nanos).map(At::nanos);
  }

  private Optional<At<T>> at(long nanos) {
    return values.stream()
        .filter(value -> isOld(value, nanos))
        .reduce((_, newer) -> newer)
        .or(() -> values.stream().findFirst());
  }

  private boolean isOld(At<T> value, long nanos) {
    return nanos - value.nanos() >= back;
  }
}
