package io.audionode.agent.observe.incidents;

import io.audionode.agent.model.Recent;
import io.audionode.agent.model.incident.IncidentKind;
import io.audionode.agent.model.incident.ProcessUse;
import io.audionode.agent.model.pressure.Neighbour;
import io.audionode.agent.pulse.Clocks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts signals together that tell of the same, and lets nothing that goes on and on become one
 * incident after the other. For one thread.
 *
 * <p>Every kill begins an incident. What is no kill begins one when it was not seen for {@link
 * #CALM} and began none for {@link #SPACING}: a pod that reads files at its limit reaches it all
 * the time.
 */
final class Happenings {
  static final Duration CALM = Duration.ofSeconds(60);
  static final Duration SPACING = Duration.ofMinutes(10);

  /** Pods that are remembered. */
  private static final int MOST = 1_000;

  private final Tapes tapes;
  private final IntPredicate isAlive;
  private final Supplier<List<Neighbour>> neighbours;
  private final Clocks clocks;
  private final Map<String, Happening> open = new LinkedHashMap<>();
  private final Recent<String, Streak> streaks = new Recent<>(MOST);

  /**
   * What goes on.
   *
   * @param seenNanos when it was last seen
   * @param toldNanos when it last began an incident
   */
  private record Streak(long seenNanos, long toldNanos) {}

  /**
   * @param isAlive whether a process is there
   * @param neighbours those that grew most until now
   */
  Happenings(
      Tapes tapes, IntPredicate isAlive, Supplier<List<Neighbour>> neighbours, Clocks clocks) {
    this.tapes = tapes;
    this.isAlive = isAlive;
    this.neighbours = neighbours;
    this.clocks = clocks;
  }

  void notice(Signal signal) {
    var tape = tapes.at(signal.cgroup());
    var key = key(signal, tape);
    var nanos = clocks.nanos();
    var begins = begins(signal, key, nanos);
    var known = open.get(key);
    if (known != null || begins) {
      var happening = known == null ? new Happening(clocks.wall().instant(), nanos) : known;
      open.put(key, happening);
      var likely = tape == null ? tapes.largestOf(signal.pod()) : tape;
      happening.add(signal, nanos, tape, likely, departed(signal, tape));
      happening.saw(neighbours.get());
    }
  }

  /** Pods that share a cgroup share what befalls it. */
  private static String key(Signal signal, @Nullable Tape tape) {
    var pod = tape == null ? signal.pod() : tape.recorded().place().pod();
    return Objects.requireNonNullElse(
        pod, tape == null ? signal.cgroup() : tape.recorded().path().value());
  }

  private boolean begins(Signal signal, String key, long nanos) {
    var name = signal.kind().word() + " " + key;
    var streak = streaks.get(name);
    var begins =
        streak == null
            || (signal.kind() == IncidentKind.OOM_KILL && !signal.hearsay())
            || (isPast(streak.seenNanos(), CALM, nanos)
                && isPast(streak.toldNanos(), spacing(signal), nanos));
    streaks.put(name, new Streak(nanos, begins || streak == null ? nanos : streak.toldNanos()));
    return begins;
  }

  /** The loop may learn of a kill after the recorder has. */
  private static Duration spacing(Signal signal) {
    return signal.hearsay() ? CALM : SPACING;
  }

  private static boolean isPast(long since, Duration time, long nanos) {
    return nanos - since >= time.toNanos();
  }

  private List<ProcessUse> departed(Signal signal, @Nullable Tape tape) {
    if (signal.kind() != IncidentKind.OOM_KILL) {
      return List.of();
    }
    var all = tape == null ? tapes.ofPod(signal.pod()) : List.of(tape);
    return all.stream()
        .flatMap(one -> one.departed(clocks.nanos()).stream())
        .filter(process -> !isAlive.test(process.pid()))
        .toList();
  }

  boolean isEmpty() {
    return open.isEmpty();
  }

  /** What goes on in: the UIDs of pods, and the paths of cgroups that pods share. */
  Set<String> subjects() {
    return open.keySet();
  }

  /** Takes away those that are over. */
  List<Happening> over() {
    var nanos = clocks.nanos();
    return take(open.values().stream().filter(one -> one.isOver(nanos)).toList());
  }

  /** Takes away all. */
  List<Happening> all() {
    return take(List.copyOf(open.values()));
  }

  private List<Happening> take(List<Happening> some) {
    open.values().removeAll(some);
    return new ArrayList<>(some);
  }
}
