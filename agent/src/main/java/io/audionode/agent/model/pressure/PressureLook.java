package io.audionode.agent.model.pressure;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;

/**
 * What the pressure watcher saw: for pressure what a report is for a run of the loop. A pass has
 * one for each cgroup of which something is told, so that none waits for the next to be read, and
 * one at its end.
 *
 * @param at when it ended, wall clock
 * @param readings what was read in it; not every cgroup is read in every pass
 * @param events what happened since the look before, in order
 */
public record PressureLook(
    Instant at, Triggers triggers, List<Reading> readings, List<PressureEvent> events) {
  public PressureLook {
    requireNonNull(at, "at is null");
    requireNonNull(triggers, "triggers is null");
    readings = List.copyOf(readings);
    events = List.copyOf(events);
  }
}
