package io.audionode.agent.report.status;

import io.audionode.agent.apply.Outcome;
import io.audionode.agent.desired.DesiredNode;
import io.audionode.agent.plan.Plan;
import io.audionode.agent.report.Report;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be written and why, with what became of it as far as it was tried.
 *
 * @param at when it was tried, null when it was not
 * @param pause why nothing of it is written for now; null when it is
 * @param pending how many actions the next run will try (again): those not tried, refused or
 *     skipped
 * @param journalLines how many values found the journal must take first
 * @param actions in the order in which they must be done
 * @param reactions what is, or would be, done while memory pressure hurts audio pods
 */
public record PlanView(
    @Nullable Instant at,
    @Nullable String pause,
    long pending,
    int journalLines,
    List<ActionView> actions,
    List<ReactionView> reactions) {
  public PlanView {
    actions = List.copyOf(actions);
    reactions = List.copyOf(reactions);
  }

  /** The plan of a run. */
  public static PlanView of(Report report) {
    return of(report.at(), report.desired(), report.plan(), report.outcomes());
  }

  /** A plan that nobody has tried: the dry run. */
  public static PlanView of(DesiredNode desired, Plan plan) {
    return of(null, desired, plan, List.of());
  }

  /**
   * A plan with what became of it.
   *
   * @param outcomes of the first actions, in the same order; those without one count as not tried
   */
  private static PlanView of(
      @Nullable Instant at, DesiredNode desired, Plan plan, List<Outcome> outcomes) {
    var actions = new ArrayList<ActionView>();
    for (var i = 0; i < plan.actions().size(); i++) {
      actions.add(
          ActionView.of(plan.actions().get(i), i < outcomes.size() ? outcomes.get(i) : null));
    }
    var pending = actions.stream().filter(ActionView::pending).count();
    return new PlanView(
        at,
        desired.pause(),
        pending,
        plan.originals().size(),
        actions,
        desired.reactions().stream().map(ReactionView::of).toList());
  }
}
