package io.audionode.agent.observe.pressure;

import io.audionode.agent.config.Pressure;
import io.audionode.agent.model.pressure.Growth;
import io.audionode.agent.model.pressure.Judgement;
import io.audionode.agent.model.pressure.PressureEvent;
import io.audionode.agent.model.pressure.Reading;
import io.audionode.agent.model.pressure.Scope;
import io.audionode.agent.model.pressure.WantedTrigger;
import io.audionode.agent.model.pressure.Watched;
import io.audionode.agent.pulse.Clocks;
import io.audionode.cgroupfs.sys.KernelException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes an event of a trigger that fired, or of a sample. For one thread.
 *
 * <p>In one pass a cgroup is read once, however many of its triggers fired, so that their events
 * share what has grown.
 */
final class PressureEvents implements AutoCloseable {
  private final PressureReader reader;
  private final Neighbours neighbours;
  private final Clocks clocks;
  private final Baselines baselines = new Baselines();
  private final Map<Watched, Optional<Reading>> pass = new HashMap<>();
  private final List<Reading> fresh = new ArrayList<>();
  private final Map<Watched, KernelException> unreadable = new LinkedHashMap<>();
  private Map<String, List<String>> doneFor = Map.of();
  private Instant woken = Instant.EPOCH;
  private long wokenNanos;

  PressureEvents(PressureReader reader, Neighbours neighbours, Clocks clocks) {
    this.reader = reader;
    this.neighbours = neighbours;
    this.clocks = clocks;
  }

  /**
   * Begins a pass, just woken: what was read before it is compared with, not shown again.
   *
   * @param asking the UIDs of pods that are no neighbours
   * @param reactions what is being done for a pod, in words, by its UID
   */
  void begin(Set<String> asking, Map<String, List<String>> reactions) {
    woken = clocks.wall().instant();
    wokenNanos = clocks.nanos();
    doneFor = reactions;
    pass.clear();
    fresh.clear();
    reader.begin();
    neighbours.asking(asking);
  }

  /** What was read in this pass, each reading once. */
  List<Reading> readings() {
    var readings = List.copyOf(fresh);
    fresh.clear();
    return readings;
  }

  /** Why a watched cgroup could not be read the last time, one of many; null when all could. */
  @Nullable KernelException unreadable() {
    return unreadable.values().stream().findFirst().orElse(null);
  }

  /**
   * What fired, in the same order; nothing of a cgroup that is gone meanwhile or that is {@link
   * #unreadable}.
   */
  List<PressureEvent> fired(List<WantedTrigger> triggers, Collection<Watched> all) {
    return triggers.stream()
        .flatMap(
            fired ->
                read(fired.watched()).stream()
                    .map(now -> event(now, fired.trigger(), judgement(now, fired, all))))
        .toList();
  }

  /** They were handed on: what grows from now on is for the next ones. */
  void told(List<PressureEvent> events) {
    events.forEach(event -> baselines.told(event.now()));
  }

  /** Reads all of them, so that growth counts from now on. */
  void refresh(Collection<Watched> all) {
    retain(all);
    all.forEach(watched -> read(watched).ifPresent(baselines::refreshed));
    neighbours.refresh();
  }

  /** Reads those that were never read. */
  void learn(Collection<Watched> all) {
    retain(all);
    all.stream()
        .filter(watched -> !baselines.knows(watched))
        .forEach(watched -> read(watched).ifPresent(baselines::refreshed));
  }

  private void retain(Collection<Watched> all) {
    var watched = Set.copyOf(all);
    baselines.retain(watched);
    unreadable.keySet().retainAll(watched);
  }

  /** Those of a set that lost pages since the last refresh. */
  List<PressureEvent> sampled(Collection<Watched> withoutPsi, Collection<Watched> all) {
    return withoutPsi.stream()
        .filter(Watched::isDomain)
        .flatMap(watched -> read(watched).stream())
        .filter(now -> Judge.lostMany(baselines.sinceRefresh(now)))
        .map(now -> event(now, null, sampledJudgement(now, all)))
        .toList();
  }

  private PressureEvent event(
      Reading now, Pressure.@Nullable Trigger trigger, Judgement judgement) {
    return new PressureEvent(
        woken,
        wokenNanos,
        trigger,
        now,
        baselines.sinceEvent(now),
        judgement,
        reader.node(),
        neighbours.top(),
        actions(now.watched()));
  }

  /** For more than a pod: everything that is being done for any. */
  private List<String> actions(Watched watched) {
    var pod = watched.pod();
    return pod != null
        ? doneFor.getOrDefault(pod, List.of())
        : doneFor.values().stream().flatMap(List::stream).distinct().toList();
  }

  private Judgement judgement(Reading now, WantedTrigger fired, Collection<Watched> all) {
    return now.watched().scope().ofPod()
        ? Judge.ofPod(baselines.recent(now))
        : ofMany(below(now.watched(), all), fired.trigger().stall(), baselines::recent);
  }

  /** Without PSI nobody knows who stalled, so lost pages alone have to do. */
  private Judgement sampledJudgement(Reading now, Collection<Watched> all) {
    return now.watched().scope().ofPod()
        ? Judge.ofPod(baselines.sinceRefresh(now))
        : ofMany(below(now.watched(), all), Duration.ZERO, baselines::sinceRefresh);
  }

  /** The pods whose tasks a pressure file counts too. */
  private static List<Watched> below(Watched many, Collection<Watched> all) {
    return all.stream()
        .filter(one -> one.scope() == Scope.POD || one.scope() == Scope.CONTAINER)
        .filter(one -> one.path().startsWith(many.path()))
        .toList();
  }

  private Judgement ofMany(List<Watched> pods, Duration stall, Function<Reading, Growth> growth) {
    var readings = pods.stream().flatMap(watched -> read(watched).stream()).toList();
    return Judge.ofMany(
        readings.stream()
            .filter(reading -> Judge.hurts(growth.apply(reading), stall))
            .map(reading -> new Judge.Hurt(reading.watched().subject(), growth.apply(reading)))
            .toList(),
        readings.stream().filter(reading -> reading.memory().lost().isEmpty()).count());
  }

  private Optional<Reading> read(Watched watched) {
    var known = pass.get(watched);
    if (known != null) {
      return known;
    }
    var reading = readNow(watched);
    pass.put(watched, reading);
    reading.ifPresent(
        now -> {
          fresh.add(now);
          baselines.read(now);
        });
    return reading;
  }

  private Optional<Reading> readNow(Watched watched) {
    try {
      var reading = reader.read(watched);
      unreadable.remove(watched);
      return reading;
    } catch (KernelException e) {
      unreadable.put(watched, e);
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    neighbours.close();
  }
}
