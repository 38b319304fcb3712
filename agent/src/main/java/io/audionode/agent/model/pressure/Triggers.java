package io.audionode.agent.model.pressure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  /** Those of each cgroup, both in the order in which they are armed. */
  public Map<Watched, List<TriggerState>> byCgroup() {
    var byCgroup = new LinkedHashMap<Watched, List<TriggerState>>();
    states.forEach(
        state ->
            byCgroup.computeIfAbsent(state.wanted().watched(), _ -> new ArrayList<>()).add(state));
    return byCgroup;
  }

  public long armed() {
    return states.stream().filter(TriggerState::armed).count();
  }

  public long refused() {
    return states.size() - armed();
  }
}
