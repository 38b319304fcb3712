package io.audionode.agent.observe.pressure;

import io.audionode.agent.config.Pressure;
import io.audionode.agent.model.pressure.Judgement;
import io.audionode.agent.model.pressure.PressureEvent;
import io.audionode.agent.model.pressure.Reading;
import io.audionode.agent.model.pressure.Scope;
import io.audionode.agent.model.pressure.WantedTrigger;
import io.audionode.agent.model.pressure.Watched;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes an event of a trigger that fired, or of a sample. For one thread.
 *
 * <p>In one pass a cgroup is read once, however many of its triggers fired.
 */
final class PressureEvents {
  /** A program that starts reads its own pages from the disk too. */
  static final long FEWEST_LOST = 20;

  private final PressureReader reader;
  private final Neighbours neighbours;
  private final Clocks clocks;
  private final Baselines baselines = new Baselines();
  private final Map<Watched, Optional<Reading>> pass = new HashMap<>();

  PressureEvents(PressureReader reader, Neighbours neighbours, Clocks clocks) {
    this.reader = reader;
    this.neighbours = neighbours;
    this.clocks = clocks;
  }

  /** Begins a pass: what was read before it is compared with, not shown again. */
  void begin() {
    pass.clear();
  }

  /** What was read in this pass. */
  List<Reading> readings() {
    return pass.values().stream().flatMap(Optional::stream).toList();
  }

  /** What fired, in the same order; nothing of a cgroup that went meanwhile. */
  List<PressureEvent> fired(List<WantedTrigger> triggers, Collection<Watched> all) {
    var events =
        triggers.stream()
            .flatMap(
                fired ->
                    read(fired.watched()).stream()
                        .map(now -> event(now, fired.trigger(), judgement(now, fired, all))))
            .toList();
    events.forEach(event -> baselines.told(event.now()));
    return events;
  }

  /** Reads all of them, so that growth counts from now on. */
  void refresh(Collection<Watched> all, Set<String> asking) {
    baselines.retain(Set.copyOf(all));
    all.forEach(watched -> read(watched).ifPresent(baselines::read));
    neighbours.refresh(asking);
  }

  /** Reads those that were never read. */
  void learn(Collection<Watched> all) {
    baselines.retain(Set.copyOf(all));
    all.stream()
        .filter(watched -> !baselines.knows(watched))
        .forEach(watched -> read(watched).ifPresent(baselines::read));
  }

  /** Those of a set that lost pages since they were last read. */
  List<PressureEvent> sampled(Collection<Watched> withoutPsi, Collection<Watched> all) {
    var events =
        withoutPsi.stream()
            .filter(Watched::isDomain)
            .flatMap(watched -> read(watched).stream())
            .filter(now -> baselines.recent(now).memory().lost() >= FEWEST_LOST)
            .map(now -> event(now, null, sampledJudgement(now, all)))
            .toList();
    events.forEach(event -> baselines.told(event.now()));
    return events;
  }

  private PressureEvent event(
      Reading now, Pressure.@Nullable Trigger trigger, Judgement judgement) {
    return new PressureEvent(
        clocks.wall().instant(),
        trigger,
        now,
        baselines.sinceEvent(now),
        judgement,
        reader.node(),
        neighbours.top(),
        List.of());
  }

  private Judgement judgement(Reading now, WantedTrigger fired, Collection<Watched> all) {
    return now.watched().scope().ofPod()
        ? Judge.ofPod(baselines.recent(now))
        : Judge.ofMany(hurt(all, fired.trigger().stall()));
  }

  /** Without PSI nobody knows who stalled, so lost pages alone have to do. */
  private Judgement sampledJudgement(Reading now, Collection<Watched> all) {
    return now.watched().scope().ofPod()
        ? Judge.ofPod(baselines.recent(now))
        : Judge.ofMany(hurt(all, Duration.ZERO));
  }

  private List<Judge.Hurt> hurt(Collection<Watched> all, Duration stall) {
    return all.stream()
        .filter(watched -> watched.scope() == Scope.POD || watched.scope() == Scope.CONTAINER)
        .flatMap(watched -> read(watched).stream())
        .filter(reading -> Judge.hurts(baselines.recent(reading), stall))
        .map(reading -> new Judge.Hurt(reading.watched().subject(), baselines.recent(reading)))
        .toList();
  }

  private Optional<Reading> read(Watched watched) {
    return pass.computeIfAbsent(watched, reader::read);
  }
}
