package io.audionode.agent.observe.pressure;

import io.audionode.agent.model.pressure.PressureEvent;
import io.audionode.agent.model.pressure.PressureLook;
import io.audionode.agent.model.pressure.Triggers;
import io.audionode.agent.model.pressure.WantedTrigger;
import io.audionode.agent.model.pressure.Watched;
import io.audionode.agent.pulse.Clocks;
import io.audionode.agent.pulse.Pulse;
import io.audionode.cgroupfs.psi.PressureWatch.Fired;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for triggers on a thread of its own, and tells what they mean.
 *
 * <p>It sleeps until a trigger fires, or a run of the loop says what is {@link #want}ed; see {@link
 * Pace} for the rest. A failed pass is logged and counted, and the next one begins a second later.
 */
public final class PressureWatcher implements Runnable, AutoCloseable {
  /** How long its thread may sleep. */
  public static final Duration RESYNC = Pace.DEFAULT.resync();

  private static final Logger LOG = LoggerFactory.getLogger(PressureWatcher.class);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final ArmedTriggers triggers;
  private final PressureEvents events;
  private final Pace pace;
  private final Clocks clocks;
  private final Pulse pulse;
  private final Consumer<PressureLook> audience;
  private volatile Wanted wanted = Wanted.NOTHING;
  private volatile boolean closed;
  private @Nullable String degraded;
  private long refreshedNanos;

  PressureWatcher(
      ArmedTriggers triggers,
      PressureEvents events,
      Pace pace,
      Clocks clocks,
      Consumer<PressureLook> audience) {
    this.triggers = triggers;
    this.events = events;
    this.pace = pace;
    this.clocks = clocks;
    this.audience = audience;
    this.pulse = new Pulse("watching pressure", clocks);
    this.refreshedNanos = clocks.nanosBefore(pace.fresh());
  }

  /** What is to be watched from now on. Any thread; returns at once. */
  public void want(Wanted now) {
    wanted = now;
    triggers.wake();
  }

  @Override
  public void run() {
    while (!closed) {
      if (!pulse.guard(this::pass)) {
        failed();
      }
    }
    events.close();
  }

  private @Nullable RuntimeException pass() {
    look(triggers.await(degraded == null ? pace.resync() : pace.sample()));
    return events.unreadable(); // one cgroup that cannot be read hides no other
  }

  /**
   * One pass. What fired is handed on before anything else is done that could fail, as a trigger
   * tells it only once; and cgroup by cgroup, so that none waits for the others to be read, or is
   * lost with one of them.
   */
  private void look(List<Fired> fired) {
    if (closed) {
      return;
    }
    var now = wanted;
    events.begin(now.asking(), now.reactions());
    fired(alive(fired));
    var due = clocks.hasPassed(pace.fresh(), refreshedNanos);
    triggers.keep(now.triggers(), due);
    tell(due ? refreshed() : learned(), triggers.states());
  }

  private void fired(Map<Watched, List<WantedTrigger>> byCgroup) {
    var watched = watched();
    var states = triggers.states();
    var failures = new ArrayDeque<RuntimeException>();
    for (var ofOne : byCgroup.values()) {
      try {
        var happened = events.fired(ofOne, watched);
        if (!happened.isEmpty()) {
          tell(happened, states);
        }
      } catch (RuntimeException e) {
        failures.add(e);
      }
    }
    if (!failures.isEmpty()) {
      var first = failures.remove();
      failures.forEach(first::addSuppressed);
      throw first;
    }
  }

  private List<PressureEvent> refreshed() {
    var sampled = events.sampled(triggers.withoutPsi(), watched());
    events.refresh(watched());
    refreshedNanos = clocks.nanos();
    return sampled;
  }

  private List<PressureEvent> learned() {
    events.learn(watched());
    return List.of();
  }

  private void tell(List<PressureEvent> happened, Triggers states) {
    announce(states.degraded());
    audience.accept(new PressureLook(clocks.wall().instant(), states, events.readings(), happened));
    events.told(happened);
  }

  /** By cgroup; first those of pods, as for the machine's every pod has to be read. */
  private Map<Watched, List<WantedTrigger>> alive(List<Fired> fired) {
    fired.stream().filter(Fired::gone).forEach(one -> triggers.gone(one.trigger()));
    return fired.stream()
        .filter(one -> !one.gone())
        .flatMap(one -> triggers.fired(one.trigger()).stream())
        .sorted(Comparator.comparing(one -> !one.watched().scope().ofPod()))
        .collect(
            Collectors.groupingBy(
                WantedTrigger::watched, LinkedHashMap::new, Collectors.toUnmodifiableList()));
  }

  private Set<Watched> watched() {
    var watched = new LinkedHashSet<Watched>();
    triggers.wanted().forEach(trigger -> watched.add(trigger.watched()));
    return watched;
  }

  private void announce(@Nullable String now) {
    if (now != null && !now.equals(degraded)) {
      LOG.warn("degraded: {}; memory.stat is sampled every {} s", now, pace.sample().toSeconds());
    }
    degraded = now;
  }

  /** The next pass does what this one did not get to. */
  private void failed() {
    if (!closed) {
      LockSupport.parkNanos(AFTER_FAILURE.toNanos());
      triggers.wake();
    }
  }

  /** How it is doing. */
  public Pulse pulse() {
    return pulse;
  }

  /** Disarms everything; a pass under way ends by itself, and no other begins. */
  @Override
  public void close() {
    closed = true;
    pulse.end();
    triggers.close();
  }
}
