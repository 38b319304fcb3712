package io.audionode.agent.report.status;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.model.pressure.TriggerState;
import io.audionode.agent.model.pressure.Triggers;
import io.audionode.agent.model.pressure.Watched;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which pressure triggers are armed, and which are not and why.
 *
 * @param armed how many
 * @param refused how many
 * @param degraded why memory.stat is sampled in place of waiting for triggers, null when it is not
 */
public record TriggersView(
    long armed, long refused, @Nullable String degraded, List<OfCgroup> cgroups) {
  public TriggersView {
    cgroups = List.copyOf(cgroups);
  }

  /**
   * Those of one cgroup, by the names of the configuration.
   *
   * @param cgroup {@code /} for the machine
   * @param subject the pod's namespace and name, or {@code node}
   * @param fired how often any of them has
   */
  public record OfCgroup(
      String cgroup, String subject, List<String> armed, List<Refused> refused, long fired) {
    public OfCgroup {
      requireNonNull(cgroup, "cgroup is null");
      requireNonNull(subject, "subject is null");
      armed = List.copyOf(armed);
      refused = List.copyOf(refused);
    }
  }

  /** One that is not armed. */
  public record Refused(String trigger, String reason) {
    public Refused {
      requireNonNull(trigger, "trigger is null");
      requireNonNull(reason, "reason is null");
    }
  }

  static TriggersView of(Triggers triggers) {
    var cgroups = new ArrayList<OfCgroup>();
    triggers.byCgroup().forEach((watched, states) -> cgroups.add(ofCgroup(watched, states)));
    return new TriggersView(triggers.armed(), triggers.refused(), triggers.degraded(), cgroups);
  }

  private static OfCgroup ofCgroup(Watched watched, List<TriggerState> states) {
    return new OfCgroup(
        watched.path().toString(),
        watched.subject(),
        states.stream().filter(TriggerState::armed).map(TriggersView::name).toList(),
        states.stream()
            .filter(Predicate.not(TriggerState::armed))
            .map(state -> new Refused(name(state), String.valueOf(state.refused())))
            .toList(),
        states.stream().mapToLong(TriggerState::fired).sum());
  }

  private static String name(TriggerState state) {
    return state.wanted().trigger().name();
  }
}
