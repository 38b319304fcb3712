package io.audionode.agent.plan;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.desired.DesiredNode;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells others' writes from the agent's own wishes, and does not fight for ever: what was as
 * desired and is no more, though the desire is the same, somebody else has changed. It is set again
 * at once some times in a row, then after pauses that double, until it was left alone for a while.
 *
 * <p>Remembers from one look to the next; for one thread.
 */
public final class Truce {
  /** So many repairs in a row come at once: one who writes each minute is no fight. */
  static final int AT_ONCE = 3;

  static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  /** Left alone for so long, and for twice its pause, it is forgotten. */
  static final Duration QUIET = Duration.ofSeconds(30);

  private final LongSupplier nanos;
  private final Map<Setting, History> settled = new HashMap<>();

  /**
   * @param nanos a clock that does not jump
   */
  public Truce(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /**
   * A setting that was as desired.
   *
   * @param value how that was
   * @param times how often it was set again in a row
   * @param repaired when it last was, null when never
   * @param told whether it was told that it is left
   */
  private record History(String value, int times, @Nullable Long repaired, boolean told) {
    static History of(String value) {
      return new History(value, 0, null, false);
    }

    Duration pause() {
      if (times < AT_ONCE) {
        return Duration.ZERO;
      }
      var pause = FIRST_PAUSE.multipliedBy(1L << Math.min(times - AT_ONCE, 20));
      return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    Duration since(long now) {
      return repaired == null ? QUIET : Duration.ofNanos(now - repaired);
    }

    History forgiven(long now) {
      return since(now).compareTo(QUIET.plus(pause().multipliedBy(2))) < 0 ? this : of(value);
    }

    History repairedAt(long now) {
      return new History(value, times + 1, now, false);
    }

    History toldOf() {
      return new History(value, times, repaired, true);
    }

    boolean isFight() {
      return times >= AT_ONCE;
    }
  }

  /**
   * A plan after judgement.
   *
   * @param now what is done now
   * @param later what is left as it is for now
   */
  public record Judged(Plan now, List<Action> later, Disputes disputes) {
    public Judged {
      requireNonNull(now, "now is null");
      later = List.copyOf(later);
      requireNonNull(disputes, "disputes is null");
    }

    /** All that differs, with what is done now first. */
    public Plan whole() {
      return new Plan(
          now.originals(),
          now.announced(),
          Stream.concat(now.actions().stream(), later.stream()).toList());
    }
  }

  /** Decides what of a plan is done now. */
  public Judged judge(Plan plan, DesiredNode desired, NodeSnapshot seen) {
    if (desired.pause() != null) {
      return paused(plan);
    }
    var wanted = Setting.all(desired, seen);
    settled.keySet().retainAll(wanted.keySet());
    var round = new Round(wanted, seen);
    var undisputed = plan.actions().stream().filter(round::isDoneNow).toList();
    round.settle();
    var now = round.without(undisputed);
    return new Judged(
        new Plan(plan.originals(), plan.announced(), now),
        without(plan.actions(), now),
        round.disputes());
  }

  /** Only what was done for a time ends; then nothing is written. */
  private static Judged paused(Plan plan) {
    var ends = plan.actions().stream().filter(Truce::endsWhatWasForATime).toList();
    return new Judged(new Plan(List.of(), ends), without(plan.actions(), ends), Disputes.NONE);
  }

  /** While nothing is written no reaction is desired, so that of donors nothing else is planned. */
  private static boolean endsWhatWasForATime(Action action) {
    return action instanceof Action.StopMigration
        || (action instanceof Action.WriteKnob write && write.isOfDonor());
  }

  private static List<Action> without(List<Action> all, List<Action> some) {
    return all.stream().filter(action -> !some.contains(action)).toList();
  }

  /** One look; collects as it goes. */
  private final class Round {
    private final Map<Setting, String> wanted;
    private final NodeSnapshot seen;
    private final long now = nanos.getAsLong();
    private final Set<Setting> differing = new HashSet<>();
    private final List<Drift> news = new ArrayList<>();
    private final List<Setting> left = new ArrayList<>();
    private @Nullable Duration next;

    Round(Map<Setting, String> wanted, NodeSnapshot seen) {
      this.wanted = wanted;
      this.seen = seen;
    }

    boolean isDoneNow(Action action) {
      var setting = Setting.of(action, seen).filter(wanted::containsKey).orElse(null);
      if (setting == null) {
        return true;
      }
      differing.add(setting);
      var history = settled.get(setting);
      return history == null
          || !history.value().equals(wanted.get(setting))
          || isRepairedNow(setting, history.forgiven(now), action);
    }

    private boolean isRepairedNow(Setting setting, History history, Action action) {
      var suspect = Drift.Suspect.of(action);
      var wait = history.pause().minus(history.since(now));
      if (!wait.isPositive()) {
        settled.put(setting, history.repairedAt(now));
        news.add(new Drift(action, setting.file(), suspect, history.times() + 1, Duration.ZERO));
        return true;
      }
      if (!history.told()) {
        news.add(new Drift(action, setting.file(), suspect, history.times() + 1, wait));
        settled.put(setting, history.toldOf());
      }
      left.add(setting);
      next = next == null || wait.compareTo(next) < 0 ? wait : next;
      return false;
    }

    /** What no action concerns is as desired. */
    void settle() {
      wanted.forEach(
          (setting, value) -> {
            if (!differing.contains(setting)) {
              settled.merge(
                  setting,
                  History.of(value),
                  (known, fresh) -> known.value().equals(value) ? known.forgiven(now) : fresh);
            }
          });
    }

    /** Nor what would fail below a cgroup that is left removed or without its controllers. */
    List<Action> without(List<Action> actions) {
      var above =
          left.stream()
              .filter(Setting::holdsUpThoseBelow)
              .map(setting -> new CgroupPath(setting.subject()))
              .toList();
      return above.isEmpty()
          ? actions
          : actions.stream()
              .filter(action -> place(action).filter(path -> isBelow(path, above)).isEmpty())
              .toList();
    }

    Disputes disputes() {
      var files = new TreeSet<String>();
      left.forEach(setting -> files.add(setting.path()));
      var warnings = new TreeSet<String>();
      settled.forEach(
          (setting, history) -> {
            if (history.isFight()) {
              warnings.add(
                  ("%s %s is changed again and again by somebody else; it is set to %s ever more"
                          + " rarely")
                      .formatted(setting.subject(), setting.file(), history.value()));
            }
          });
      return new Disputes(news, files, List.copyOf(warnings), Optional.ofNullable(next));
    }
  }

  private static boolean isBelow(CgroupPath path, List<CgroupPath> above) {
    return above.stream().anyMatch(it -> path.startsWith(it) && !path.equals(it));
  }

  private static Optional<CgroupPath> place(Action action) {
    return switch (action) {
      case Action.Create(var cgroup, var _) -> Optional.of(cgroup);
      case Action.MakeThreaded(var cgroup, var _) -> Optional.of(cgroup);
      case Action.SetControllers set -> Optional.of(set.cgroup());
      case Action.WriteKnob write -> Optional.of(write.cgroup());
      case Action.SetDevicePrograms set -> Optional.of(set.cgroup());
      case Action.MoveProcess move -> Optional.of(move.to());
      case Action.MoveThread move -> Optional.of(move.to());
      default -> Optional.empty();
    };
  }
}
