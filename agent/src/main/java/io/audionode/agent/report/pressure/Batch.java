package io.audionode.agent.report.pressure;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What comes next for a client.
 *
 * @param gap what it lost before these, null for nothing
 * @param events oldest first, without a hole
 * @param last what to ask with next
 */
public record Batch(@Nullable GapView gap, List<PressureEventView> events, EventId last) {
  public Batch {
    events = List.copyOf(events);
    requireNonNull(last, "last is null");
  }

  /** Whether there is nothing to tell. */
  public boolean isEmpty() {
    return gap == null && events.isEmpty();
  }
}
