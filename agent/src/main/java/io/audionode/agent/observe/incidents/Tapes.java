package io.audionode.agent.observe.incidents;

import io.audionode.agent.model.incident.Sample;
import io.audionode.agent.model.pressure.MemoryCounters;
import io.audionode.cgroupfs.memory.MemoryEvents;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The tapes of everything that is recorded, or was a minute ago. For one thread. */
final class Tapes implements AutoCloseable {
  /** How many cgroups are recorded at the most: 256 of 110 KiB are 28 MiB. */
  static final int MOST = 256;

  /** How long a cgroup that is gone keeps its tape: its end may be told late. */
  private static final Duration KEPT = Duration.ofSeconds(60);

  private final SampleReader reader;
  private final Stirrings stirrings;
  private final Map<Key, Tape> tapes = new LinkedHashMap<>();
  private final Map<CgroupPath, PodCounts> pods = new HashMap<>();
  private @Nullable KernelException unreadable;

  private record Key(CgroupPath path, long inode) {
    static Key of(Recorded recorded) {
      return new Key(recorded.path(), recorded.inode());
    }
  }

  /**
   * What a pod's cgroup counted that none of its containers did: its own limit was reached, or a
   * container went with its counts before anybody looked.
   */
  private static final class PodCounts {
    private @Nullable MemoryEvents latest;
    private Tally counted = Tally.NONE;
    private Tally below = Tally.NONE;
    private Tally told = Tally.NONE;

    void look(MemoryEvents now) {
      counted =
          latest == null ? counted : counted.plus(Tally.of(MemoryCounters.since(now, latest)));
      latest = now;
    }

    /** The containers are looked at after the pod, so that they never know less than it does. */
    Tally more() {
      var beyond = counted.beyond(below);
      var more = beyond.beyond(told);
      told = told.plus(more);
      return more;
    }
  }

  Tapes(SampleReader reader, Stirrings stirrings) {
    this.reader = reader;
    this.stirrings = stirrings;
  }

  /**
   * What is recorded from now on; that beyond {@link #MOST} is not.
   *
   * @param at wall clock
   */
  void keep(List<Recorded> recorded, Instant at) {
    var wanted =
        recorded.stream()
            .limit(MOST)
            .collect(Collectors.toMap(Key::of, one -> one, (one, _) -> one, LinkedHashMap::new));
    tapes.forEach((key, tape) -> tape.want(wanted.get(key), at));
    wanted.forEach((key, one) -> tapes.computeIfAbsent(key, _ -> new Tape(one)));
    var above = above();
    pods.keySet().retainAll(above);
    stirrings.retain(
        Stream.concat(above.stream(), recorded.stream().map(Recorded::path))
            .collect(Collectors.toSet()));
  }

  private Set<CgroupPath> above() {
    return tapes.values().stream()
        .filter(Tape::isWanted)
        .map(tape -> tape.recorded().above())
        .filter(Objects::nonNull)
        .collect(Collectors.toSet());
  }

  int size() {
    return tapes.size();
  }

  /** Why something recorded could not be read the last time; null when all could. */
  @Nullable KernelException unreadable() {
    return unreadable;
  }

  /**
   * Adds a sample to each in which something has happened, and now and then to the others; returns
   * what was counted since the last time.
   *
   * @param busy the pods' UIDs, and the paths of what pods share, of which each look is wanted
   */
  List<Signal> read(long nanos, Set<String> busy) {
    unreadable = null;
    above().forEach(this::readPod);
    var signals = new ArrayList<Signal>();
    for (var tape : List.copyOf(tapes.values())) {
      var recorded = tape.recorded();
      var counted = wants(tape, nanos, busy) ? read(tape, nanos) : Tally.NONE;
      var pod = recorded.above() == null ? null : pods.get(recorded.above());
      if (pod != null) {
        pod.below = pod.below.plus(counted);
      }
      Signal.counted(recorded.place().pod(), kernelPath(recorded.path()), counted)
          .ifPresent(signals::add);
    }
    pods.forEach((path, pod) -> counted(path, pod.more()).ifPresent(signals::add));
    tapes.values().removeIf(tape -> isOld(tape, nanos));
    return signals;
  }

  private Optional<Signal> counted(CgroupPath pod, Tally more) {
    return more.equals(Tally.NONE)
        ? Optional.empty()
        : Signal.counted(uid(pod), kernelPath(pod), more);
  }

  /** What is wanted no more is read once more, and found to be gone. */
  private boolean wants(Tape tape, long nanos, Set<String> busy) {
    var place = tape.recorded().place();
    return !tape.isWanted()
        || stirrings.note(place.cgroup())
        || tape.isDue(nanos)
        || busy.contains(place.pod() == null ? place.cgroup().value() : place.pod());
  }

  private @Nullable String uid(CgroupPath above) {
    return tapes.values().stream()
        .map(Tape::recorded)
        .filter(recorded -> above.equals(recorded.above()))
        .map(recorded -> recorded.place().pod())
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private void readPod(CgroupPath path) {
    try {
      if (stirrings.noteEvents(path)) {
        reader.events(path).ifPresent(pods.computeIfAbsent(path, _ -> new PodCounts())::look);
      }
    } catch (KernelException e) {
      stirrings.forget(path);
      unreadable = e;
    }
  }

  /** One that cannot be read costs nobody else a sample. */
  private Tally read(Tape tape, long nanos) {
    try {
      var sample = tape.isWanted() ? reader.read(tape.recorded()) : Optional.<Sample>empty();
      if (sample.isPresent()) {
        return tape.add(sample.get(), nanos);
      }
      tape.gone(nanos);
    } catch (KernelException e) {
      stirrings.forget(tape.recorded().path());
      unreadable = e;
    }
    return Tally.NONE;
  }

  private static boolean isOld(Tape tape, long nanos) {
    var since = tape.goneNanos();
    return since != null && nanos - since >= KEPT.toNanos();
  }

  private static String kernelPath(CgroupPath path) {
    return "/" + path.value();
  }

  /** The tape that a path of the kernel's log is on, the latest of its name. */
  @Nullable Tape at(String kernelPath) {
    return tapes.values().stream()
        .filter(tape -> Recorded.isWithin(kernelPath, tape.recorded().path()))
        .reduce((_, later) -> later)
        .orElse(null);
  }

  /** Of a pod's containers the one that had most; null without any. */
  @Nullable Tape largestOf(@Nullable String uid) {
    return ofPod(uid).stream().max(Comparator.comparing(Tape::peak)).orElse(null);
  }

  /** Those of one pod's containers. */
  List<Tape> ofPod(@Nullable String uid) {
    return uid == null
        ? List.of()
        : tapes.values().stream()
            .filter(tape -> uid.equals(tape.recorded().place().pod()))
            .toList();
  }

  @Override
  public void close() {
    stirrings.close();
  }
}
