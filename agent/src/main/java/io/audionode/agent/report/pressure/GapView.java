package io.audionode.agent.report.pressure;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * Events that a client will never see.
 *
 * @param lost how many there were, whatever the client's filter; null when nobody knows
 * @param reason for people
 */
public record GapView(@Nullable Long lost, String reason) {
  public GapView {
    requireNonNull(reason, "reason is null");
  }

  static GapView overrun(long lost) {
    return new GapView(lost, "events came faster than this client took them, or it came back late");
  }

  static GapView restarted() {
    return new GapView(null, "the agent has started anew since, and its numbers with it");
  }
}
