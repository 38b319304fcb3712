package io.audionode.agent.plan;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.desired.DesiredNode;
import io.audionode.agent.model.NodeSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells others' writes from the agent's own wishes, and does not fight for ever: what was as
 * desired and is no more, though the desire is the same, somebody else has changed. It is set again
 * at once some times in a row, then after pauses that double, until it was left alone for a while.
 * What is put back is judged alike.
 *
 * <p>Remembers from one look to the next; for one thread.
 */
public final class Truce {
  private final LongSupplier nanos;
  private final Map<Setting, History> histories = new HashMap<>();

  /** What the last judgement lets be done, by action, as far as somebody else may set it too. */
  private final IdentityHashMap<Action, Setting> underWay = new IdentityHashMap<>();

  /** Those of them that set something again. */
  private final Set<Action> repairs = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * @param nanos a clock that does not jump
   */
  public Truce(LongSupplier nanos) {
    this.nanos = nanos;
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
    underWay.clear();
    repairs.clear();
    if (desired.pause() != null) {
      return paused(plan, seen);
    }
    var round = new Round(Setting.all(desired, seen), seen);
    var undisputed = plan.actions().stream().filter(round::isDoneNow).toList();
    round.settle();
    if (round.left.isEmpty()) {
      return new Judged(plan, List.of(), round.disputes());
    }
    var possible = new Standing(round.left).of(undisputed, round::isPutBack);
    return new Judged(
        new Plan(plan.originals(), possible), without(plan.actions(), possible), round.disputes());
  }

  /**
   * What of the last judgement was done.
   *
   * @param applied those that the kernel took
   */
  public void done(Collection<Action> applied) {
    var now = nanos.getAsLong();
    for (var action : applied) {
      var setting = underWay.get(action);
      if (setting != null) {
        // What is known of threads may be from before the write; a later look tells.
        var sure = !(action instanceof Action.MoveThread);
        histories.computeIfPresent(
            setting, (_, history) -> history.writtenAt(now, repairs.contains(action), sure));
      }
    }
  }

  /** Limits of neighbours and migrations end; nothing else is written, or news when others do. */
  private static Judged paused(Plan plan, NodeSnapshot seen) {
    var ends = plan.actions().stream().filter(Truce::endsWhatWasForATime).toList();
    var later = without(plan.actions(), ends);
    var left =
        later.stream()
            .filter(action -> Setting.of(action, seen).isPresent())
            .flatMap(action -> Setting.path(action).stream())
            .collect(Collectors.toSet());
    var disputes = new Disputes(List.of(), left, List.of(), Optional.empty());
    return new Judged(new Plan(List.of(), ends), later, disputes);
  }

  /** While nothing is written no reaction is desired, so that of donors nothing else is planned. */
  private static boolean endsWhatWasForATime(Action action) {
    return action instanceof Action.StopMigration
        || (action instanceof Action.WriteKnob write && write.isOfDonor());
  }

  private static List<Action> without(List<Action> all, List<Action> some) {
    var those = Collections.<Action>newSetFromMap(new IdentityHashMap<>());
    those.addAll(some);
    return all.stream().filter(action -> !those.contains(action)).toList();
  }

  /** One look; collects as it goes. */
  private final class Round {
    private final Map<Setting, String> wanted;
    private final NodeSnapshot seen;
    private final long now = nanos.getAsLong();
    private final Map<Setting, Action> differing = new HashMap<>();
    private final List<Drift> news = new ArrayList<>();
    private final Map<Setting, Action> left = new HashMap<>();
    private @Nullable Duration next;

    Round(Map<Setting, String> wanted, NodeSnapshot seen) {
      this.wanted = wanted;
      this.seen = seen;
    }

    boolean isPutBack(Action action) {
      return Setting.of(action, seen).filter(setting -> !wanted.containsKey(setting)).isPresent();
    }

    boolean isDoneNow(Action action) {
      var setting = Setting.of(action, seen).orElse(null);
      if (setting == null || !setting.isThere()) {
        return true;
      }
      var value = wanted.getOrDefault(setting, found(action));
      differing.put(setting, action);
      underWay.put(action, setting);
      var history = histories.get(setting);
      if (history == null || !history.isOf(value)) {
        histories.put(setting, History.wanted(value));
        return true;
      }
      return !history.ours() || isRepairedNow(setting, history.forgiven(now), action);
    }

    private static String found(Action putBack) {
      return putBack instanceof Action.WriteKnob write ? write.after() : "what was found";
    }

    private boolean isRepairedNow(Setting setting, History history, Action action) {
      var suspect = Drift.Suspect.of(action);
      var wait = history.untilDue(now);
      if (!wait.isPositive()) {
        histories.put(setting, history);
        repairs.add(action);
        news.add(new Drift(action, setting.file(), suspect, history.times() + 1, Duration.ZERO));
        return true;
      }
      if (!history.told()) {
        news.add(new Drift(action, setting.file(), suspect, history.times() + 1, wait));
        histories.put(setting, history.toldOf());
      }
      left.put(setting, action);
      next = next == null || wait.compareTo(next) < 0 ? wait : next;
      return false;
    }

    /** What no action concerns is as desired, or nobody's business any more but in a fight. */
    void settle() {
      histories
          .entrySet()
          .removeIf(
              known ->
                  !wanted.containsKey(known.getKey())
                      && !differing.containsKey(known.getKey())
                      && (known.getValue().times() == 0 || known.getValue().isQuiet(now)));
      wanted.forEach(
          (setting, value) -> {
            if (setting.isThere() && !differing.containsKey(setting)) {
              histories.compute(
                  setting,
                  (_, known) ->
                      known != null && known.isOf(value)
                          ? known.forgiven(now).asDesired()
                          : History.seen(value));
            }
          });
    }

    Disputes disputes() {
      var files = new TreeSet<String>();
      left.values().forEach(action -> Setting.path(action).ifPresent(files::add));
      var warnings = new TreeSet<String>();
      histories.forEach(
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
}
