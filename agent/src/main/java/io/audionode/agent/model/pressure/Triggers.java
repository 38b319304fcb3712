package io.audionode.agent.model.pressure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Every trigger that is wanted, armed or refused.
 *
 * @param byCgroup those of each cgroup, both in the order in which they are armed
 * @param degraded why memory.stat is sampled in place of waiting for triggers, null when it is not
 */
public record Triggers(Map<Watched, List<TriggerState>> byCgroup, @Nullable String degraded) {
  /** Before the first look. */
  public static final Triggers NONE = new Triggers(Map.of(), null);

  public Triggers {
    var copy = new LinkedHashMap<Watched, List<TriggerState>>();
    byCgroup.forEach((watched, states) -> copy.put(watched, List.copyOf(states)));
    byCgroup = Collections.unmodifiableMap(copy);
  }

  /**
   * Of all states.
   *
   * @param states in the order in which they are armed
   */
  public static Triggers of(List<TriggerState> states, @Nullable String degraded) {
    var byCgroup = new LinkedHashMap<Watched, List<TriggerState>>();
    states.forEach(
        state ->
            byCgroup.computeIfAbsent(state.wanted().watched(), _ -> new ArrayList<>()).add(state));
    return new Triggers(byCgroup, degraded);
  }

  /** All of them, cgroup by cgroup. */
  public List<TriggerState> states() {
    return each().toList();
  }

  private Stream<TriggerState> each() {
    return byCgroup.values().stream().flatMap(List::stream);
  }

  public long armed() {
    return each().filter(TriggerState::armed).count();
  }

  public long refused() {
    return each().filter(state -> !state.armed()).count();
  }
}
