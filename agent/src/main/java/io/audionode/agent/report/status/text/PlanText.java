package io.audionode.agent.report.status.text;

import io.audionode.agent.report.status.ActionView;
import io.audionode.agent.report.status.PlanView;

/** What {@code audionode plan} prints. */
public final class PlanText {
  private PlanText() {}

  public static String of(PlanView plan) {
    var paragraphs = new Paragraphs();
    if (plan.pause() != null) {
      paragraphs.add("nothing of this is written: " + plan.pause());
    }
    if (plan.actions().isEmpty()) {
      paragraphs.add("nothing to write: the node is as wanted");
    } else {
      writes(plan, paragraphs);
    }
    if (!plan.reactions().isEmpty()) {
      paragraphs.add("While memory pressure hurts audio:").add(reactions(plan));
    }
    return paragraphs.text();
  }

  private static String reactions(PlanView plan) {
    var table = new Table("STATE", "REACTION", "WHAT", "FOR");
    plan.reactions()
        .forEach(
            reaction ->
                table.row(
                    reaction.state(),
                    reaction.reaction(),
                    reaction.text(),
                    String.join(", ", reaction.pods())));
    return table.text();
  }

  private static void writes(PlanView plan, Paragraphs paragraphs) {
    var table = new Table("OUTCOME", "WRITE", "WHY");
    plan.actions()
        .forEach(
            action ->
                table.row(
                    action.outcome() == null ? "not tried" : action.outcome(),
                    action.text(),
                    why(action)));
    paragraphs
        .add(table.text())
        .add(
            "%d actions, %d pending; %d values found go to the journal first"
                .formatted(plan.actions().size(), plan.pending(), plan.journalLines()));
  }

  private static String why(ActionView action) {
    var message = action.message();
    return message == null ? action.reason() : action.reason() + "; " + message;
  }
}
