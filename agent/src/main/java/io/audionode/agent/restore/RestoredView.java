package io.audionode.agent.restore;

import io.audionode.agent.apply.Outcome;
import io.audionode.agent.model.Original;
import io.audionode.agent.plan.Action;
import java.util.ArrayList;
import java.util.List;

/**
 * The answer of {@code restore}.
 *
 * @param done what was written
 * @param failed what the kernel refused, with its reason
 * @param left what is not as it was; {@code restore} tries it again when it is called again
 */
public record RestoredView(List<String> done, List<String> failed, List<String> left) {
  public RestoredView {
    done = List.copyOf(done);
    failed = List.copyOf(failed);
    left = List.copyOf(left);
  }

  public static RestoredView of(Restore.Result result) {
    var done = new ArrayList<String>();
    var failed = new ArrayList<String>();
    for (var outcome : result.outcomes()) {
      if (outcome.action() instanceof Action.Forget) {
        continue;
      }
      switch (outcome) {
        case Outcome.Applied(var action, var _) -> done.add(action.toString());
        case Outcome.Refused(var action, var message) -> failed.add(action + ": " + message);
        case Outcome.Skipped(var action, var message) -> failed.add(action + ": " + message);
        case Outcome.Unchanged _, Outcome.Gone _ -> {}
      }
    }
    return new RestoredView(done, failed, result.left().stream().map(Original::key).toList());
  }

  /** For people. */
  public String text() {
    var text = new StringBuilder();
    done.forEach(line -> text.append(line).append('\n'));
    failed.forEach(line -> text.append("refused: ").append(line).append('\n'));
    left.forEach(line -> text.append("not put back: ").append(line).append('\n'));
    return text.append("%d writes, %d not put back%n".formatted(done.size(), left.size()))
        .toString();
  }
}
