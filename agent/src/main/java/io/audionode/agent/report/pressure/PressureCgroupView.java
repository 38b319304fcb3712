package io.audionode.agent.report.pressure;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.model.pressure.TriggerState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pressure of one watched cgroup.
 *
 * @param scope a word of {@code Scope}
 * @param cgroup {@code /} for the machine
 * @param pod the pod's UID, null when it is of the node
 * @param subject the pod's namespace and name, or {@code node}
 * @param some as last read, null before and without PSI
 * @param full as last read, null before and without PSI
 * @param lastEvent the number of its latest event, null before the first
 * @param history oldest first; not of threads, whose container has the same memory
 */
public record PressureCgroupView(
    String scope,
    String cgroup,
    @Nullable String pod,
    String subject,
    @Nullable LineView some,
    @Nullable LineView full,
    List<State> triggers,
    @Nullable Long lastEvent,
    List<PointView> history) {
  /**
   * A trigger on this cgroup.
   *
   * @param refused why it is not armed, null when it is
   * @param fired how often since it is wanted here
   */
  public record State(TriggerView trigger, boolean armed, @Nullable String refused, long fired) {
    static State of(TriggerState state) {
      return new State(
          TriggerView.of(state.wanted().trigger()), state.armed(), state.refused(), state.fired());
    }
  }

  public PressureCgroupView {
    requireNonNull(scope, "scope is null");
    requireNonNull(cgroup, "cgroup is null");
    requireNonNull(subject, "subject is null");
    triggers = List.copyOf(triggers);
    history = List.copyOf(history);
  }
}
