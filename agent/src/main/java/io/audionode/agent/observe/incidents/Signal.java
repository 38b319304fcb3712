package io.audionode.agent.observe.incidents;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.config.Pressure;
import io.audionode.agent.model.incident.IncidentKind;
import io.audionode.agent.model.pressure.PressureEvent;
import io.audionode.agent.model.pressure.Verdict;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that somebody noticed of a pod.
 *
 * @param pod its UID, null where pods share a cgroup
 * @param cgroup where, as the kernel writes it; {@code ""} when only the pod is known
 * @param said for people
 * @param counted what {@code memory.events} counted of it
 * @param kill what the kernel's log said of it
 * @param hearsay whether it only counts where nobody noticed the same before
 */
record Signal(
    IncidentKind kind,
    @Nullable String pod,
    String cgroup,
    String said,
    Tally counted,
    @Nullable KernelKill kill,
    boolean hearsay) {
  private static final String CRITICAL = "critical";

  Signal {
    requireNonNull(kind, "kind is null");
    requireNonNull(cgroup, "cgroup is null");
    requireNonNull(said, "said is null");
    requireNonNull(counted, "counted is null");
  }

  /** Of what {@code memory.events} counted; empty when that is nothing of interest. */
  static Optional<Signal> counted(@Nullable String pod, String cgroup, Tally counted) {
    var kind =
        counted.kills() > 0
            ? IncidentKind.OOM_KILL
            : counted.ooms() > 0 ? IncidentKind.OOM : IncidentKind.MAX;
    return counted.isNothing()
        ? Optional.empty()
        : Optional.of(
            new Signal(
                kind,
                pod,
                cgroup,
                "memory.events in %s: %s".formatted(cgroup, counted),
                counted,
                null,
                false));
  }

  /** Of a trigger of the pod's own; empty unless it says that audio hurts, and is a grave one. */
  static Optional<Signal> critical(PressureEvent event) {
    var trigger = event.trigger();
    var pod = event.watched().pod();
    return pod == null || trigger == null || !isGrave(event, trigger)
        ? Optional.empty()
        : Optional.of(
            new Signal(
                IncidentKind.CRITICAL_PRESSURE,
                pod,
                "/" + event.watched().domain().value(),
                "pressure trigger %s on %s: %s"
                    .formatted(trigger.name(), event.watched().path(), event.judgement().reason()),
                Tally.NONE,
                null,
                false));
  }

  private static boolean isGrave(PressureEvent event, Pressure.Trigger trigger) {
    return event.judgement().verdict() == Verdict.AUDIO_HURTS
        && (trigger.kind() == Pressure.Kind.FULL || trigger.name().equals(CRITICAL));
  }
}
