package io.audionode.agent.observe.incidents;

import io.audionode.agent.model.incident.KnobChange;
import io.audionode.agent.model.incident.ProcessUse;
import io.audionode.agent.model.incident.Sample;
import io.audionode.agent.model.pressure.MemoryCounters;
import io.audionode.cgroupfs.format.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The latest samples of one cgroup. For one thread.
 *
 * <p>Bounded: a sample is at most about 1.2 KiB (five processes of 80 bytes each with their names,
 * three records of counters of 60 to 100 bytes, the pressure of 200, a number for each NUMA node)
 * and a change of a control file about 200 bytes, so that a tape is at most about 110 KiB.
 */
final class Tape {
  /** How long samples are kept: a minute, and as long as an incident is waited for to be over. */
  static final Duration KEPT = Duration.ofMinutes(1).plus(Happening.LONGEST);

  /** How old the latest sample gets when nothing happens: two of them are always in a minute. */
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** A process that is gone was killed just now if it was there so long ago. */
  private static final Duration JUST_NOW = Duration.ofSeconds(5);

  private static final int MOST_CHANGES = 100;

  private final Deque<Taken> samples = new ArrayDeque<>();
  private final Deque<KnobChange> changes = new ArrayDeque<>();
  private Recorded recorded;
  private boolean wanted = true;
  private @Nullable Long goneNanos;

  /**
   * A sample.
   *
   * @param nanos when
   */
  private record Taken(Sample sample, long nanos) {
    boolean isOld(Duration age, long now) {
      return now - nanos >= age.toNanos();
    }
  }

  Tape(Recorded recorded) {
    this.recorded = recorded;
  }

  Recorded recorded() {
    return recorded;
  }

  /**
   * Says what a run of the loop knows of it now; null when that wants it no more.
   *
   * @param at wall clock
   */
  void want(@Nullable Recorded now, Instant at) {
    wanted = now != null;
    if (now != null) {
      now.knobs().stream()
          .filter(knob -> !recorded.knobs().contains(knob))
          .forEach(knob -> changes.add(new KnobChange(at, knob)));
      while (changes.size() > MOST_CHANGES) {
        changes.remove();
      }
      recorded = recorded.ranBefore() ? now.thatRanBefore() : now;
    }
  }

  /** How control files changed since a moment, oldest first. */
  List<KnobChange> changesSince(Instant moment) {
    return changes.stream().filter(change -> !change.at().isBefore(moment)).toList();
  }

  boolean isWanted() {
    return wanted;
  }

  /** Since when it is not there or not wanted, null while it is both. */
  @Nullable Long goneNanos() {
    return goneNanos;
  }

  void gone(long nanos) {
    if (goneNanos == null) {
      goneNanos = nanos;
    }
  }

  /** Whether a sample is due though nothing happens. */
  boolean isDue(long nanos) {
    var latest = samples.peekLast();
    return latest == null || goneNanos != null || nanos - latest.nanos() >= LONGEST_PAUSE.toNanos();
  }

  /** Adds a sample; returns what was counted since the one before, nothing for the first. */
  Tally add(Sample sample, long nanos) {
    goneNanos = null;
    var before = samples.peekLast();
    samples.add(new Taken(sample, nanos));
    samples.removeIf(taken -> taken.isOld(KEPT, nanos));
    if (samples.size() > KEPT.toSeconds()) {
      samples.remove();
    }
    var then = before == null ? null : before.sample().counters().events();
    var now = sample.counters().events();
    return then == null || now == null ? Tally.NONE : Tally.of(MemoryCounters.since(now, then));
  }

  /** Oldest first. */
  List<Sample> samples() {
    return samples.stream().map(Taken::sample).toList();
  }

  /** The most that was charged. */
  Bytes peak() {
    return samples.stream()
        .map(taken -> taken.sample().charge().current())
        .max(Bytes::compareTo)
        .orElse(Bytes.ZERO);
  }

  /** Processes that were there just now and are not any more, the largest first. */
  List<ProcessUse> departed(long now) {
    var known = new LinkedHashMap<Integer, ProcessUse>();
    justNow(now).forEach(sample -> sample.processes().forEach(one -> known.put(one.pid(), one)));
    var latest = samples.peekLast();
    if (goneNanos == null && latest != null) {
      latest.sample().processes().forEach(alive -> known.remove(alive.pid()));
    }
    return known.values().stream()
        .sorted(Comparator.comparing(ProcessUse::rss).reversed())
        .toList();
  }

  /** The last one that is older was true until the first of them. */
  private List<Sample> justNow(long now) {
    var young = new ArrayDeque<Sample>();
    for (var all = samples.descendingIterator(); all.hasNext(); ) {
      var taken = all.next();
      young.addFirst(taken.sample());
      if (taken.isOld(JUST_NOW, now)) {
        break;
      }
    }
    return List.copyOf(young);
  }
}
