package io.audionode.agent.observe.incidents;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.model.incident.IncidentKind;
import io.audionode.agent.model.incident.ProcessUse;
import io.audionode.agent.model.pressure.Neighbour;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What has been noticed of one pod and may not be all yet: the kernel's log, {@code memory.events}
 * and pressure tell of the same within seconds. For one thread.
 */
final class Happening {
  /** How long it takes at most from the first signal until it is over. */
  static final Duration LONGEST = Duration.ofSeconds(15);

  /** Silence after which it is over. */
  private static final Duration QUIET = Duration.ofSeconds(3);

  /** A limit that is reached often ends in a kill soon. */
  private static final Duration MAX_ALONE = Duration.ofSeconds(10);

  private static final int MOST_SIGNALS = 20;
  private static final int MOST_KILLS = 50;
  private static final int MOST_NEIGHBOURS = 5;

  private final Instant at;
  private final long firstNanos;
  private final List<String> signals = new ArrayList<>();
  private final List<KernelKill> kills = new ArrayList<>();
  private final Map<Integer, ProcessUse> departed = new LinkedHashMap<>();
  private IncidentKind kind = IncidentKind.MAX;
  private long graveNanos;
  private Tally counted = Tally.NONE;
  private Tally hearsay = Tally.NONE;
  private @Nullable String pod;
  private @Nullable String cgroup;
  private @Nullable Tape tape;
  private @Nullable Recorded recorded;
  private final Map<CgroupPath, Neighbour> neighbours = new LinkedHashMap<>();

  Happening(Instant at, long nanos) {
    this.at = at;
    this.firstNanos = nanos;
    this.graveNanos = nanos;
  }

  /**
   * Adds a signal.
   *
   * @param from the tape of the container it came from, null when that is not known
   * @param likely that tape, or the one that is most likely; null when there is none
   * @param gone processes that are not there any more
   */
  void add(
      Signal signal,
      long nanos,
      @Nullable Tape from,
      @Nullable Tape likely,
      List<ProcessUse> gone) {
    kind = kind.or(signal.kind());
    if (signal.kind() != IncidentKind.MAX) {
      graveNanos = nanos;
    }
    if (signals.size() < MOST_SIGNALS && !signals.contains(signal.said())) {
      signals.add(signal.said());
    }
    if (signal.kill() != null && kills.size() < MOST_KILLS) {
      kills.add(signal.kill());
    }
    if (signal.hearsay()) {
      hearsay = hearsay.plus(signal.counted());
    } else {
      counted = counted.plus(signal.counted());
    }
    pod = pod == null ? signal.pod() : pod;
    cgroup = cgroup == null ? signal.cgroup() : cgroup;
    if (tape == null && from != null) {
      tape = from;
      recorded = from.recorded();
    }
    if (recorded == null && likely != null) {
      recorded = likely.recorded();
    }
    gone.forEach(process -> departed.putIfAbsent(process.pid(), process));
  }

  /** Those that grew most just now: the one that did it may be gone, or killed, when it is over. */
  void saw(List<Neighbour> top) {
    top.forEach(
        pod ->
            neighbours.merge(
                pod.cgroup(),
                pod,
                (one, other) -> other.grown().compareTo(one.grown()) > 0 ? other : one));
  }

  boolean isOver(long nanos) {
    return kind == IncidentKind.MAX
        ? nanos - firstNanos >= MAX_ALONE.toNanos()
        : nanos - graveNanos >= QUIET.toNanos() || nanos - firstNanos >= LONGEST.toNanos();
  }

  /** Its UID, null where pods share a cgroup and nothing says which of them it was. */
  @Nullable String pod() {
    return pod;
  }

  Instant at() {
    return at;
  }

  /** On the monotonic clock. */
  long firstNanos() {
    return firstNanos;
  }

  IncidentKind kind() {
    return kind;
  }

  List<String> signals() {
    return List.copyOf(signals);
  }

  /** The same event told by two is counted once. */
  Tally counted() {
    return counted.plus(hearsay.beyond(counted));
  }

  /** The tape of the container it befell, null when only the pod is known. */
  @Nullable Tape tape() {
    return tape;
  }

  /** What the loop knew of that container when it was first noticed. */
  @Nullable Recorded recorded() {
    return recorded;
  }

  /** Those that grew most while it went on, largest first. */
  List<Neighbour> neighbours() {
    return neighbours.values().stream()
        .sorted(Comparator.comparing(Neighbour::grown).reversed())
        .limit(MOST_NEIGHBOURS)
        .toList();
  }

  /** Where it was first noticed, as the kernel writes it. */
  String cgroup() {
    return requireNonNull(cgroup, "nothing was added");
  }

  List<KernelKill> kills() {
    return List.copyOf(kills);
  }

  /** Processes that went meanwhile. */
  List<ProcessUse> departed() {
    return List.copyOf(departed.values());
  }
}
