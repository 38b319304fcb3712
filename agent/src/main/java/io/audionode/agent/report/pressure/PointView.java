package io.audionode.agent.report.pressure;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.model.pressure.Reading;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One point of a cgroup's history. Totals, not averages: the difference of two points is exact.
 *
 * @param at when it was read, wall clock
 * @param someMicros {@code total} of the {@code some} line; null without PSI
 * @param fullMicros {@code total} of the {@code full} line; null without PSI
 * @param majorFaults of its domain, since that was made; null where nobody counts them
 * @param refaults of its domain, since that was made; null where nobody counts them
 */
public record PointView(
    Instant at,
    @Nullable Long someMicros,
    @Nullable Long fullMicros,
    @Nullable Long majorFaults,
    @Nullable Long refaults) {
  public PointView {
    requireNonNull(at, "at is null");
  }

  static PointView of(Instant at, Reading reading) {
    return new PointView(
        at,
        reading.someUsec(),
        reading.fullUsec(),
        reading.memory().majorFaults(),
        reading.memory().refaults());
  }
}
