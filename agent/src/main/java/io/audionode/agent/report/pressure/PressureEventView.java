package io.audionode.agent.report.pressure;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.model.pressure.Neighbour;
import io.audionode.agent.model.pressure.NodeMemory;
import io.audionode.agent.model.pressure.PressureEvent;
import io.audionode.agent.report.status.Amount;
import io.audionode.cgroupfs.psi.Pressure;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One pressure event.
 *
 * @param seq counted from 1 since the agent started, without a hole
 * @param at when the trigger woke the agent, wall clock
 * @param monotonicNanos the same moment, CLOCK_MONOTONIC of this machine
 * @param trigger which one fired; null for a sample, where there is no PSI
 * @param scope a word of {@code Scope}
 * @param cgroup whose tasks stalled, {@code /} for the machine
 * @param domain the cgroup that the memory counters are of
 * @param pod the pod's UID, null when it is of the node
 * @param subject the pod's namespace and name, or {@code node}
 * @param verdict a word of {@code Verdict}
 * @param reason the numbers behind it
 * @param some null without PSI
 * @param full null without PSI
 * @param since what happened since the pass with an event of this cgroup before
 * @param node null when it could not be read
 * @param neighbours pods that did not ask and grew most
 * @param actions what was done about it
 */
public record PressureEventView(
    long seq,
    Instant at,
    long monotonicNanos,
    @Nullable TriggerView trigger,
    String scope,
    String cgroup,
    String domain,
    @Nullable String pod,
    String subject,
    String verdict,
    String reason,
    @Nullable LineView some,
    @Nullable LineView full,
    GrowthView since,
    @Nullable NodeView node,
    List<NeighbourView> neighbours,
    List<String> actions) {
  /** What the machine has left. */
  public record NodeView(Amount free, Amount available, Amount swapFree) {
    public static NodeView of(NodeMemory node) {
      return new NodeView(
          Amount.of(node.free()), Amount.of(node.available()), Amount.of(node.swapFree()));
    }
  }

  /**
   * A pod that did not ask.
   *
   * @param name namespace and name, or the UID where nobody knows more
   * @param grown how much of its memory is new
   * @param overMillis in how long
   */
  public record NeighbourView(
      String name, String cgroup, Amount current, Amount grown, long overMillis) {
    public static NeighbourView of(Neighbour pod) {
      return new NeighbourView(
          pod.name(),
          pod.cgroup().toString(),
          Amount.of(pod.current()),
          Amount.of(pod.grown()),
          pod.over().toMillis());
    }
  }

  public PressureEventView {
    requireNonNull(at, "at is null");
    requireNonNull(scope, "scope is null");
    requireNonNull(cgroup, "cgroup is null");
    requireNonNull(domain, "domain is null");
    requireNonNull(subject, "subject is null");
    requireNonNull(verdict, "verdict is null");
    requireNonNull(reason, "reason is null");
    requireNonNull(since, "since is null");
    neighbours = List.copyOf(neighbours);
    actions = List.copyOf(actions);
  }

  static PressureEventView of(long seq, PressureEvent event) {
    var watched = event.watched();
    return new PressureEventView(
        seq,
        event.at(),
        event.nanos(),
        event.trigger() == null ? null : TriggerView.of(event.trigger()),
        watched.scope().word(),
        watched.path().toString(),
        watched.domain().toString(),
        watched.pod(),
        watched.subject(),
        event.judgement().verdict().word(),
        event.judgement().reason(),
        line(event.now().pressure(), Pressure::some),
        line(event.now().pressure(), Pressure::full),
        GrowthView.of(event.growth()),
        event.node() == null ? null : NodeView.of(event.node()),
        event.neighbours().stream().map(NeighbourView::of).toList(),
        event.actions());
  }

  static @Nullable LineView line(
      @Nullable Pressure pressure, Function<Pressure, Optional<Pressure.Line>> line) {
    return Optional.ofNullable(pressure).flatMap(line).map(LineView::of).orElse(null);
  }
}
