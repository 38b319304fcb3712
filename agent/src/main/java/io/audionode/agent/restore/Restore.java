package io.audionode.agent.restore;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.apply.Applier;
import io.audionode.agent.apply.Outcome;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.Original;
import io.audionode.agent.model.Subtree;
import io.audionode.agent.observe.Observer;
import io.audionode.agent.plan.Plan;
import io.audionode.agent.plan.Planner;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Undoes what the journal holds, in as many rounds as the kernel needs. */
public final class Restore {
  /** A round moves processes out, the next removes what they were in, one more closes the lines. */
  private static final int MOST_ROUNDS = 8;

  /** Of those in which a write was put off for a slow one, since each is through with that one. */
  private static final int MOST_PUT_OFF = 1000;

  private final Observer observer;
  private final Planner planner;

  public Restore(Observer observer, Planner planner) {
    this.observer = observer;
    this.planner = planner;
  }

  /**
   * What came of it.
   *
   * @param outcomes every write that was tried, in order; those that took long last in their round
   * @param left what could not be put back
   * @param unknown whether there is a cgroup {@code audio} that the journal says nothing of
   */
  public record Result(List<Outcome> outcomes, List<Original> left, boolean unknown) {
    public Result {
      outcomes = List.copyOf(outcomes);
      left = List.copyOf(left);
    }

    /** Whether the agent has left nothing on this node, as far as its journal tells. */
    public boolean isWhole() {
      return left.isEmpty() && !unknown;
    }
  }

  /**
   * What can be said before anything is written.
   *
   * @param first what would be written first
   * @param unknown whether there is a cgroup {@code audio} that the journal says nothing of, and
   *     that is left whatever is written
   */
  public record Prospect(Plan first, boolean unknown) {
    public Prospect {
      requireNonNull(first, "first is null");
    }
  }

  /** Writes nothing. */
  public Prospect prospect() {
    var seen = observer.snapshot();
    return new Prospect(planner.undo(seen), isUnknown(seen));
  }

  /** Puts everything back that can be. */
  public Result run(Applier applier) {
    return run(applier, _ -> {});
  }

  /**
   * The same, while somebody is told.
   *
   * @param audience told of each round's outcomes when it has ended
   */
  public Result run(Applier applier, Consumer<List<Outcome>> audience) {
    var outcomes = new ArrayList<Outcome>();
    var putOff = 0;
    for (var round = 0; round - putOff < MOST_ROUNDS; round++) {
      var plan = planner.undo(observer.snapshot());
      if (plan.isEmpty()) {
        break;
      }
      var tried = applier.apply(plan);
      applier.settle();
      var became = through(tried, applier.late());
      audience.accept(became);
      outcomes.addAll(became);
      if (putOff < MOST_PUT_OFF && tried.stream().anyMatch(Outcome.Skipped.class::isInstance)) {
        putOff++;
      }
    }
    var seen = observer.snapshot();
    return new Result(outcomes, List.copyOf(seen.originals().all()), isUnknown(seen));
  }

  private static boolean isUnknown(NodeSnapshot seen) {
    return seen.cgroup(Subtree.ROOT).isPresent() && !seen.originals().created(Subtree.ROOT);
  }

  /** What became of a round's writes, now that nothing is under way any more. */
  private static List<Outcome> through(List<Outcome> tried, List<Outcome> late) {
    var known = late.stream().map(Outcome::action).collect(Collectors.toSet());
    return Stream.concat(
            tried.stream().filter(outcome -> !known.contains(outcome.action())), late.stream())
        .toList();
  }
}
