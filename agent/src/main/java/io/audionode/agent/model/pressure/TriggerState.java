package io.audionode.agent.model.pressure;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What became of a trigger.
 *
 * @param refused why it is not armed, null when it is
 * @param fired how often since it was first wanted
 */
public record TriggerState(WantedTrigger wanted, @Nullable String refused, long fired) {
  public TriggerState {
    requireNonNull(wanted, "wanted is null");
  }

  public boolean armed() {
    return refused == null;
  }
}
