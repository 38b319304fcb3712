package io.audionode.agent.restore;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.audionode.agent.desired.DesiredNode;
import io.audionode.agent.report.status.PlanView;
import io.audionode.agent.report.status.text.RestorePlanText;
import java.util.List;

/**
 * The answer of {@code restore --dry-run}.
 *
 * @param plan what would be written first
 * @param left what is not as it was and would stay so, as far as that is known before
 * @param notes what there is to know of the journal
 */
public record RestorePlanView(@JsonUnwrapped PlanView plan, List<String> left, List<String> notes) {
  public RestorePlanView {
    requireNonNull(plan, "plan is null");
    left = List.copyOf(left);
    notes = List.copyOf(notes);
  }

  /**
   * The answer for what can be said before.
   *
   * @param notes what there is to know of the journal
   */
  public static RestorePlanView of(Restore.Prospect prospect, List<String> notes) {
    return new RestorePlanView(
        PlanView.of(DesiredNode.NOTHING, prospect.first()),
        RestoredView.strangers(prospect.unknown()),
        notes);
  }

  /** For people. Where nothing would be written it is what {@code restore} itself would say. */
  public String text() {
    return plan.actions().isEmpty()
        ? new RestoredView(List.of(), List.of(), List.of(), left, notes).text()
        : RestorePlanText.of(plan, left, notes);
  }
}
