package io.audionode.agent.report.incidents;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import io.audionode.agent.model.incident.Incident;
import io.audionode.agent.model.incident.KnobChange;
import io.audionode.agent.model.incident.KnobLook;
import io.audionode.agent.report.pressure.PressureEventView.NeighbourView;
import io.audionode.agent.report.pressure.PressureEventView.NodeView;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One incident whole, as the API shows it and as its file keeps it.
 *
 * @param id letters, digits and hyphens; sorts by time
 * @param at when it was first noticed
 * @param pod the pod's UID; null where pods share a cgroup and nothing says which of them it was
 * @param subject the pod's namespace and name, or {@code node}
 * @param container its name; null when only the pod is known
 * @param cgroup the one that was recorded
 * @param adoption how the container was looked after
 * @param kind a word of {@code IncidentKind}
 * @param signals what was noticed, in words, in order
 * @param samples oldest first
 * @param knobs control files of the pod as the loop last saw them when it was first noticed
 * @param knobChanges how they changed from a minute before until it was over, oldest first
 * @param neighbours pods that did not ask and grew most
 * @param node the least that the machine had left meanwhile, null when it could not be read
 */
public record IncidentView(
    String id,
    Instant at,
    @Nullable String pod,
    String subject,
    @Nullable String container,
    String cgroup,
    String adoption,
    String kind,
    CauseView cause,
    List<String> signals,
    List<VictimView> victims,
    List<SampleView> samples,
    List<KnobView> knobs,
    List<KnobChangeView> knobChanges,
    List<NeighbourView> neighbours,
    @Nullable NodeView node) {
  /**
   * A control file.
   *
   * @param wanted null when audionode has no wish for it
   * @param seen null when the kernel had no such file
   * @param drifted whether it held another value than the one wished for
   */
  public record KnobView(
      String cgroup, String file, @Nullable String wanted, @Nullable String seen, boolean drifted) {
    public KnobView {
      requireNonNull(cgroup, "cgroup is null");
      requireNonNull(file, "file is null");
    }

    private static KnobView of(KnobLook knob) {
      return new KnobView(
          knob.cgroup().toString(), knob.file(), knob.wanted(), knob.seen(), knob.drifted());
    }
  }

  /**
   * A control file held another value than before, or another one was wished for.
   *
   * @param at within a second of when a run of the loop found it
   */
  public record KnobChangeView(Instant at, KnobView knob) {
    public KnobChangeView {
      requireNonNull(at, "at is null");
      requireNonNull(knob, "knob is null");
    }

    private static KnobChangeView of(KnobChange change) {
      return new KnobChangeView(change.at(), KnobView.of(change.knob()));
    }
  }

  public IncidentView {
    requireNonNull(id, "id is null");
    requireNonNull(at, "at is null");
    requireNonNull(subject, "subject is null");
    requireNonNull(cgroup, "cgroup is null");
    requireNonNull(adoption, "adoption is null");
    requireNonNull(kind, "kind is null");
    requireNonNull(cause, "cause is null");
    signals = List.copyOf(signals);
    victims = List.copyOf(victims);
    samples = List.copyOf(samples);
    knobs = List.copyOf(knobs);
    // Those that were kept before there were any in it have none.
    knobChanges = List.copyOf(requireNonNullElse(knobChanges, List.of()));
    neighbours = List.copyOf(neighbours);
  }

  public static IncidentView of(Incident incident) {
    var place = incident.place();
    return new IncidentView(
        incident.id(),
        incident.at(),
        place.pod(),
        place.subject(),
        place.container(),
        place.cgroup().toString(),
        place.adoption(),
        incident.kind().word(),
        CauseView.of(incident.cause()),
        incident.signals(),
        incident.victims().stream().map(VictimView::of).toList(),
        incident.samples().stream().map(SampleView::of).toList(),
        incident.knobs().stream().map(KnobView::of).toList(),
        incident.knobChanges().stream().map(KnobChangeView::of).toList(),
        incident.neighbours().stream().map(NeighbourView::of).toList(),
        incident.node() == null ? null : NodeView.of(incident.node()));
  }
}
