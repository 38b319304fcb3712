package io.audionode.agent.observe.incidents;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.model.incident.IncidentKind;
import io.audionode.agent.model.incident.Place;
import io.audionode.agent.model.incident.Sample;
import io.audionode.agent.model.incident.Victim;
import io.audionode.agent.model.pressure.MemoryCounters;
import io.audionode.agent.model.pressure.Neighbour;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.kmsg.OomChoice;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything a cause is decided from.
 *
 * @param recorded what the loop knows of the cgroup; null when it was never recorded
 * @param counted what the pod's {@code memory.events} counted meanwhile
 * @param samples oldest first, perhaps none
 * @param neighbours those that grew most, largest first
 */
record Findings(
    Place place,
    @Nullable Recorded recorded,
    IncidentKind kind,
    Tally counted,
    List<Victim> victims,
    List<Sample> samples,
    List<Neighbour> neighbours,
    NodeRoom room) {
  /**
   * What the machine had.
   *
   * @param total null when it could not be read, as the next
   * @param available the least there was since shortly before
   */
  record NodeRoom(@Nullable Bytes total, @Nullable Bytes available) {
    /** An audio pod has to fear for its pages when less than this part is available. */
    private static final int SCARCE = 16;

    static final NodeRoom UNKNOWN = new NodeRoom(null, null);

    boolean isScarce() {
      return total != null && available != null && available.value() < total.value() / SCARCE;
    }
  }

  /** Neighbours' growth is of 30 to 40 s. */
  private static final Duration GROWTH = Duration.ofSeconds(40);

  Findings {
    requireNonNull(place, "place is null");
    requireNonNull(kind, "kind is null");
    requireNonNull(counted, "counted is null");
    victims = List.copyOf(victims);
    samples = List.copyOf(samples);
    neighbours = List.copyOf(neighbours);
    requireNonNull(room, "room is null");
  }

  boolean killed() {
    return kind == IncidentKind.OOM_KILL;
  }

  /**
   * Whether the pod reached a limit of its own. The kernel's log knows; without it, {@code oom} and
   * {@code max} are counted in the cgroup whose limit it is and above, so that a kill without them
   * came from above.
   */
  boolean reachedOwnLimit() {
    var told = victims.stream().filter(victim -> victim.constraint() != null).findFirst();
    return told.isPresent()
        ? told.map(Victim::oomCgroup).filter(this::isOwn).isPresent()
        : kind == IncidentKind.OOM_KILL
            ? counted.ooms() > 0
            : counted.ooms() > 0 || counted.maxes() > 0;
  }

  private boolean isOwn(String kernelPath) {
    return recorded == null
        ? Recording.uid(List.of(kernelPath.split("/"))).equals(Optional.ofNullable(place.pod()))
        : recorded.holds(kernelPath);
  }

  /** Whether the kernel says that only the memory nodes of some cpuset were short. */
  boolean isShortOfACpusetsNodes() {
    return victims.stream()
        .map(Victim::constraint)
        .anyMatch(OomChoice.Constraint.CONSTRAINT_CPUSET.name()::equals);
  }

  /** The cgroup above the pod whose limit was reached. */
  Optional<String> limitAbove() {
    return victims.stream()
        .flatMap(victim -> Optional.ofNullable(victim.oomCgroup()).stream())
        .filter(path -> !isOwn(path))
        .findFirst();
  }

  /** Ran before the agent saw it, which would have kept it from swap. */
  boolean cameTooLateForSwap() {
    return recorded != null && recorded.ranBefore() && recorded.isKeptFromSwap();
  }

  Bytes minimum() {
    return recorded == null ? Bytes.ZERO : recorded.minimum();
  }

  /** How much its own programs took in the time that neighbours' growth is of, until its most. */
  Bytes ownGrowth() {
    return fullest()
        .map(
            full ->
                samples.stream()
                    .filter(sample -> !sample.at().isBefore(full.at().minus(GROWTH)))
                    .findFirst()
                    .map(first -> full.charge().taken().minusOrZero(first.charge().taken()))
                    .orElse(Bytes.ZERO))
        .orElse(Bytes.ZERO);
  }

  /**
   * A neighbour that may have done it: it shares the cgroup that was short, where that is known,
   * and grew more than the pod itself.
   */
  Optional<Neighbour> suspect() {
    return neighbours.stream()
        .filter(
            pod -> limitAbove().map(path -> Recorded.mayBeBelow(pod.cgroup(), path)).orElse(true))
        .findFirst()
        .filter(pod -> pod.grown().compareTo(ownGrowth()) > 0);
  }

  Optional<Bytes> limit() {
    return Optional.ofNullable(recorded).map(Recorded::limit);
  }

  /** The sample with the most charged; empty without any. */
  Optional<Sample> fullest() {
    return samples.stream()
        .reduce(
            (one, other) ->
                other.charge().current().compareTo(one.charge().current()) >= 0 ? other : one);
  }

  /** The most that lay in swap: what hurts is to read it back, and at the end that may be done. */
  Bytes swapped() {
    return samples.stream()
        .flatMap(sample -> Optional.ofNullable(sample.charge().swap()).stream())
        .max(Bytes::compareTo)
        .orElse(Bytes.ZERO);
  }

  /** What was counted from the first sample to the last. */
  MemoryCounters grown() {
    return samples.isEmpty()
        ? MemoryCounters.ABSENT
        : samples.getLast().counters().since(samples.getFirst().counters());
  }
}
