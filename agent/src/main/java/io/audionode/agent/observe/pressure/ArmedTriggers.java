package io.audionode.agent.observe.pressure;

import io.audionode.agent.model.pressure.Scope;
import io.audionode.agent.model.pressure.TriggerState;
import io.audionode.agent.model.pressure.Triggers;
import io.audionode.agent.model.pressure.WantedTrigger;
import io.audionode.agent.model.pressure.Watched;
import io.audionode.cgroupfs.psi.PressureWatch;
import io.audionode.cgroupfs.psi.PressureWatch.Fired;
import io.audionode.cgroupfs.sys.Fd;
import io.audionode.cgroupfs.sys.KernelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what is armed equal to what is wanted, and waits for it. For one thread, but for {@link
 * #wake} and {@link #close}.
 *
 * <p>Each armed trigger is an open file, and the agent needs files for everything else it does, so
 * that no more than a given number are armed; the rest are refused and say so.
 */
final class ArmedTriggers implements AutoCloseable {
  private static final String NO_PSI = "no PSI (boot with psi=1)";

  private final PressureWatch watch;
  private final Arming arming;
  private final int most;
  private final Map<WantedTrigger, State> states = new LinkedHashMap<>();
  private final Map<Fd, WantedTrigger> byFd = new HashMap<>();

  /** What became of one. */
  private static final class State {
    @Nullable Fd fd;
    String refused = "";
    boolean withoutPsi;
    long fired;
  }

  /**
   * @param most how many may be armed at once
   */
  ArmedTriggers(PressureWatch watch, Arming arming, int most) {
    this.watch = watch;
    this.arming = arming;
    this.most = most;
  }

  /**
   * Disarms what is not wanted any more, then arms what is wanted and not armed.
   *
   * @param again whether those that were refused before are tried again
   */
  void keep(List<WantedTrigger> wanted, boolean again) {
    var kept = new LinkedHashMap<WantedTrigger, State>();
    wanted.forEach(one -> kept.put(one, states.getOrDefault(one, new State())));
    states.forEach(
        (one, state) -> {
          if (!kept.containsKey(one)) {
            disarm(state);
          }
        });
    states.clear();
    states.putAll(kept);
    armMissing(again);
  }

  private void armMissing(boolean again) {
    var full = "";
    for (var entry : states.entrySet()) {
      var state = entry.getValue();
      if (state.fd == null && (again || state.refused.isEmpty())) {
        full = full.isEmpty() ? full() : full;
        if (full.isEmpty()) {
          full = arm(entry.getKey(), state);
        } else {
          refuse(state, full, false);
        }
      }
    }
  }

  /** What is wanted, armed or not. */
  Set<WantedTrigger> wanted() {
    return Collections.unmodifiableSet(states.keySet());
  }

  private String full() {
    return byFd.size() < most
        ? ""
        : "%d triggers are armed, which is half of what may be open: raise RLIMIT_NOFILE"
            .formatted(most);
  }

  /** Returns why no other could be armed either, empty when another may be. */
  private String arm(WantedTrigger wanted, State state) {
    try {
      var fd = arming.arm(wanted);
      watch.add(fd);
      state.fd = fd;
      byFd.put(fd, wanted);
      return "";
    } catch (KernelException e) {
      var said = String.valueOf(e.getMessage());
      refuse(state, said, e instanceof KernelException.Unsupported);
      return Set.of("EMFILE", "ENFILE").contains(e.errno()) ? said : "";
    }
  }

  private static void refuse(State state, String why, boolean withoutPsi) {
    state.refused = why;
    state.withoutPsi = withoutPsi;
  }

  private void disarm(State state) {
    if (state.fd != null) {
      byFd.remove(state.fd);
      watch.disarm(state.fd);
      state.fd = null;
    }
  }

  /** Blocks until something fires, the timeout has passed or {@link #wake} was called. */
  List<Fired> await(Duration timeout) {
    return watch.await(timeout);
  }

  /** Ends the present {@link #await}, or the next one. Any thread. */
  void wake() {
    watch.wake();
  }

  /** Counts it; empty when it is not wanted any more. */
  Optional<WantedTrigger> fired(Fd fd) {
    var wanted = Optional.ofNullable(byFd.get(fd));
    wanted.map(states::get).ifPresent(state -> state.fired++);
    return wanted;
  }

  /** Its cgroup went away, and with it the subscription. */
  void gone(Fd fd) {
    var wanted = byFd.remove(fd);
    var state = wanted == null ? null : states.get(wanted);
    if (state != null) {
      state.fd = null;
      refuse(state, "no longer reports (cgroup gone, or cgroup.pressure 0)", false);
    }
  }

  /** Those without a single armed trigger because there is no PSI. */
  Set<Watched> withoutPsi() {
    var without = new HashSet<Watched>();
    states.forEach(
        (wanted, state) -> {
          if (state.fd == null && state.withoutPsi) {
            without.add(wanted.watched());
          }
        });
    return without;
  }

  /** Disarms everything and returns when a waiting {@link #await} has ended. Any thread. */
  @Override
  public void close() {
    watch.close();
  }

  Triggers states() {
    var all = new ArrayList<TriggerState>();
    states.forEach(
        (wanted, state) ->
            all.add(
                new TriggerState(wanted, state.fd == null ? state.refused : null, state.fired)));
    return Triggers.of(all, degraded(withoutPsi()));
  }

  private static @Nullable String degraded(Set<Watched> withoutPsi) {
    if (withoutPsi.stream().anyMatch(watched -> watched.scope() == Scope.NODE)) {
      return NO_PSI;
    }
    return withoutPsi.isEmpty()
        ? null
        : "no PSI in %d cgroups (cgroup.pressure is 0 there, or boot without cgroup_disable=pressure)"
            .formatted(withoutPsi.size());
  }
}
