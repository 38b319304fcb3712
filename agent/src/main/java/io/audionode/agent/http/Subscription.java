package io.audionode.agent.http;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.report.pressure.EventId;

/**
 * A client that wants pressure events as they come.
 *
 * @param from the last one it knows
 */
record Subscription(PressureFilter filter, EventId from) implements Answer {
  Subscription {
    requireNonNull(filter, "filter is null");
    requireNonNull(from, "from is null");
  }
}
