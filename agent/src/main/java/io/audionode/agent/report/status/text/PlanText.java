package io.audionode.agent.report.status.text;

import io.audionode.agent.report.status.ActionView;
import io.audionode.agent.report.status.PlanView;

/** What {@code audionode plan} prints. */
public final class PlanText {
  private PlanText() {}

  public static String of(PlanView plan) {
    if (plan.actions().isEmpty()) {
      return "nothing to write: the node is as wanted\n";
    }
    var table = new Table("OUTCOME", "WRITE", "WHY");
    plan.actions()
        .forEach(
            action ->
                table.row(
                    action.outcome() == null ? "not tried" : action.outcome(),
                    action.text(),
                    why(action)));
    return new Paragraphs()
        .add(table.text())
        .add(
            "%d actions, %d pending; %d values found go to the journal first"
                .formatted(plan.actions().size(), plan.pending(), plan.journalLines()))
        .text();
  }

  private static String why(ActionView action) {
    var message = action.message();
    return message == null ? action.reason() : action.reason() + "; " + message;
  }
}
