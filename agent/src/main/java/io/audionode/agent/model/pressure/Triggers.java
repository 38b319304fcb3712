package io.audionode.agent.model.pressure;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every trigger that is wanted, armed or refused.
 *
 * @param degraded why memory.stat is sampled in place of waiting for triggers, null when it is not
 */
public record Triggers(List<TriggerState> states, @Nullable String degraded) {
  /** Before the first look. */
  public static final Triggers NONE = new Triggers(List.of(), null);

  public Triggers {
    states = List.copyOf(states);
  }

  public long armed() {
    return states.stream().filter(TriggerState::armed).count();
  }

  public long refused() {
    return states.size() - armed();
  }
}
