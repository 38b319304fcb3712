package io.audionode.agent.report.status.text;

import io.audionode.agent.report.status.PlanView;
import java.util.List;

/** What {@code audionode restore --dry-run} prints when something would be written. */
public final class RestorePlanText {
  private RestorePlanText() {}

  /**
   * The first round as a table.
   *
   * @param left what would be left whatever is written
   * @param notes what there is to know of the journal
   */
  public static String of(PlanView plan, List<String> left, List<String> notes) {
    var paragraphs = new Paragraphs();
    notes.forEach(paragraphs::add);
    left.forEach(line -> paragraphs.add("not put back: " + line));
    var table = new Table("WHAT", "WHY");
    plan.actions().forEach(action -> table.row(action.text(), action.reason()));
    return paragraphs
        .add(table.text())
        .add(
            "%d actions would come first; those that they make possible follow"
                .formatted(plan.actions().size()))
        .text();
  }
}
