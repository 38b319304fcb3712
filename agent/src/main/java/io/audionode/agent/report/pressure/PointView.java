package io.audionode.agent.report.pressure;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.model.pressure.Reading;
import java.time.Instant;

/**
 * One point of a cgroup's history. Totals, not averages: the difference of two points is exact.
 *
 * @param at when it was read, wall clock
 * @param someMicros {@code total} of the {@code some} line; 0 without PSI
 * @param fullMicros {@code total} of the {@code full} line; 0 without PSI
 * @param majorFaults of its domain, since that was made
 * @param refaults of its domain, since that was made
 */
public record PointView(
    Instant at, long someMicros, long fullMicros, long majorFaults, long refaults) {
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
