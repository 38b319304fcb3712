package io.audionode.agent.desired;

import io.audionode.agent.config.Profile;
import io.audionode.agent.model.Donor;
import io.audionode.agent.model.Labels;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.SeenCgroup;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.Limit;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is done while memory pressure hurts pods whose profiles want it done.
 *
 * <p>What touches others is done only while a pod loses pages for want of memory outside, not at a
 * limit of its own, and is bounded: only the five largest BestEffort pods of 64 MiB and more that
 * are no {@link io.audionode.agent.model.Pod#system} pods and not on hold; a tenth of what each has
 * and 64 MiB at the most, by one of the two reactions at a time and once in a coolDown; and a limit
 * for 60 s, which are looked for every 5 s. A pod that has a limit by somebody else is left alone,
 * and one that gets it meanwhile is let go.
 *
 * <p>Remembers from one look to the next, so one instance serves all of them, on one thread.
 */
final class Reactions {
  static final Duration LONGEST_THROTTLE = Duration.ofSeconds(60);
  static final Bytes LEAST = Bytes.ofMebibytes(64);
  static final Bytes MOST = Bytes.ofMebibytes(64);

  /** No pod of a node with many small ones is worth the trouble. */
  private static final int DONORS = 5;

  private static final int SHARE_PERCENT = 10;

  private final Turns throttled = new Turns(LONGEST_THROTTLE);
  private final Turns reclaimed = new Turns(Duration.ZERO);

  /** What to do, and what would be done if it hurt. */
  List<Reaction> decide(NodeSnapshot seen, List<PodDesire> pods, Duration coolDown) {
    var round = new Round(seen, pods, coolDown);
    return Stream.of(
            round.ofOomKiller(),
            round.ofDonors(Profile.Reaction.THROTTLE, throttled, round::mayThrottle),
            round.ofDonors(
                Profile.Reaction.RECLAIM,
                reclaimed,
                donor -> donor.reclaimable() && throttled.underWay(donor.key()) == null))
        .flatMap(List::stream)
        .toList();
  }

  /** The cgroups that get a limit for a while. */
  static List<DesiredCgroup> cgroups(List<Reaction> reactions) {
    var cgroups = new ArrayList<DesiredCgroup>();
    for (var reaction : reactions) {
      var donation = reaction.donation();
      if (reaction.state() == Reaction.State.IN_FORCE && donation != null) {
        cgroups.add(
            DesiredCgroup.foreign(donation.cgroup(), reaction.reason())
                .knob(Memory.HIGH, Limit.of(donation.bytes()))
                .build());
      }
    }
    return cgroups;
  }

  /** One look. */
  private final class Round {
    private final NodeSnapshot seen;
    private final List<PodDesire> pods;
    private final Duration coolDown;

    Round(NodeSnapshot seen, List<PodDesire> pods, Duration coolDown) {
      this.seen = seen;
      this.pods = pods;
      this.coolDown = coolDown;
    }

    List<Reaction> ofOomKiller() {
      return wanting(Profile.Reaction.OOM)
          .filter(pod -> !pod.wish().oomScoreAdjForced())
          .map(
              pod ->
                  new Reaction(
                      Profile.Reaction.OOM,
                      isHurt(pod) ? Reaction.State.IN_FORCE : Reaction.State.READY,
                      Set.of(hurt(pod)),
                      null))
          .toList();
    }

    List<Reaction> ofDonors(Profile.Reaction kind, Turns turns, Predicate<SizedDonor> may) {
      var wanting = wanting(kind).toList();
      var hurt = wanting.stream().filter(this::isPressed).toList();
      turns.end(seen.alarms().nanos(), coolDown, !hurt.isEmpty());
      if (wanting.isEmpty()) {
        return List.of();
      }
      var whom =
          (hurt.isEmpty() ? wanting : hurt).stream().map(Round::hurt).collect(Collectors.toSet());
      return donors(turns)
          .limit(DONORS)
          .filter(may)
          .map(donor -> reaction(kind, turns, whom, donor, !hurt.isEmpty()))
          .toList();
    }

    private Reaction reaction(
        Profile.Reaction kind,
        Turns turns,
        Set<Reaction.Hurt> whom,
        SizedDonor donor,
        boolean hurts) {
      var gives = Budget.percentOf(donor.has(), SHARE_PERCENT).min(MOST);
      var bytes = kind == Profile.Reaction.RECLAIM ? gives : donor.has().minusOrZero(gives);
      var turn = turns.of(donor.key(), bytes, seen.alarms().nanos(), hurts);
      return new Reaction(
          kind,
          turn.state(),
          whom,
          new Reaction.Donation(donor.donor().pod().title(), donor.path(), turn.bytes()));
    }

    private Stream<PodDesire> wanting(Profile.Reaction kind) {
      return pods.stream().filter(pod -> !pod.wish().hold() && pod.wish().profile().reacts(kind));
    }

    private boolean isHurt(PodDesire pod) {
      return seen.alarms().pods().contains(pod.seen().pod().uid());
    }

    private boolean isPressed(PodDesire pod) {
      return seen.alarms().pressed().contains(pod.seen().pod().uid());
    }

    private static Reaction.Hurt hurt(PodDesire pod) {
      return new Reaction.Hurt(pod.seen().pod().uid(), pod.seen().pod().title());
    }

    /** Those whose turn it is or was, then the largest. */
    private Stream<SizedDonor> donors(Turns turns) {
      Comparator<SizedDonor> newLast = Comparator.comparing(donor -> !turns.has(donor.key()));
      return seen.donors().stream()
          .filter(donor -> !donor.pod().system() && !isOnHold(donor))
          .flatMap(
              donor -> seen.cgroup(donor.home()).stream().map(now -> new SizedDonor(donor, now)))
          .filter(donor -> turns.has(donor.key()) || donor.has().compareTo(LEAST) >= 0)
          .sorted(newLast.thenComparing(Comparator.comparing(SizedDonor::has).reversed()));
    }

    private static boolean isOnHold(Donor donor) {
      return "true".equals(donor.pod().annotations().get(Labels.HOLD));
    }

    /** Whether the limit that it has, if any, is the one of its turn. */
    private boolean mayThrottle(SizedDonor donor) {
      var now = seen.knob(donor.path(), Memory.HIGH.file()).orElse("");
      var given = throttled.underWay(donor.key());
      if (now.equals(Limit.MAX.text())
          || (given != null && now.equals(Memory.HIGH.text(Limit.of(given))))) {
        return true;
      }
      throttled.end(donor.key(), seen.alarms().nanos());
      return false;
    }
  }

  private record SizedDonor(Donor donor, SeenCgroup now) {
    CgroupPath path() {
      return now.path();
    }

    Turns.Key key() {
      return new Turns.Key(now.path(), now.inode());
    }

    boolean reclaimable() {
      return donor.reclaimable();
    }

    Bytes has() {
      var current = now.current();
      return current == null ? Bytes.ZERO : current;
    }
  }
}
