package io.audionode.agent.report.events;

import java.util.List;

/**
 * Events after a number.
 *
 * @param latest the number of the latest event, 0 before the first; the next {@code since}
 * @param missed whether events after {@code since} are no longer kept, or {@code since} is of an
 *     earlier start of the agent
 */
public record EventsView(long latest, boolean missed, List<Event> events) {
  public EventsView {
    events = List.copyOf(events);
  }
}
