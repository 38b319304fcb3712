package io.audionode.agent.restore;

import io.audionode.agent.apply.Outcome;
import io.audionode.agent.model.Original;
import io.audionode.agent.plan.Action;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The answer of {@code restore}.
 *
 * @param done what was written
 * @param kept what somebody else has written since the agent did, and was left as it is
 * @param failed what the kernel or the disk refused, with its reason
 * @param left what is not as it was; {@code restore} tries it again when it is called again
 * @param notes what there is to know of the journal
 */
public record RestoredView(
    List<String> done,
    List<String> kept,
    List<String> failed,
    List<String> left,
    List<String> notes) {
  public RestoredView {
    done = List.copyOf(done);
    kept = List.copyOf(kept);
    failed = List.copyOf(failed);
    left = List.copyOf(left);
    notes = List.copyOf(notes);
  }

  /**
   * The answer for what came of it.
   *
   * @param notes what there is to know of the journal
   */
  public static RestoredView of(Restore.Result result, List<String> notes) {
    var told = new Told();
    result.outcomes().forEach(told::add);
    return new RestoredView(
        List.copyOf(told.done),
        List.copyOf(told.kept),
        List.copyOf(told.failed),
        Stream.concat(
                result.left().stream().map(Original::key), strangers(result.unknown()).stream())
            .toList(),
        notes);
  }

  /** What is left that is not the agent's, as far as its journal tells. */
  static List<String> strangers(boolean unknown) {
    return unknown
        ? List.of("cgroup audio, of which the journal tells nothing: see who made it")
        : List.of();
  }

  /** Each thing once, however many rounds met it. */
  private static final class Told {
    private final Set<String> done = new LinkedHashSet<>();
    private final Set<String> kept = new LinkedHashSet<>();
    private final Set<String> failed = new LinkedHashSet<>();

    void add(Outcome outcome) {
      var action = outcome.action();
      switch (outcome) {
        case Outcome.Applied _ when action instanceof Action.Forget forget -> {
          if (forget.kept()) {
            kept.add(forget.original().key() + ": " + forget.reason());
          }
        }
        case Outcome.Applied _ -> done.add(action.toString());
        case Outcome.Refused(var _, var message, var _) -> failed.add(action + ": " + message);
        case Outcome.Skipped(var _, var message) -> failed.add(action + ": " + message);
        case Outcome.Unchanged _, Outcome.Gone _ -> {}
      }
    }
  }

  /** For people. */
  public String text() {
    var text = new StringBuilder();
    notes.forEach(line -> text.append(line).append('\n'));
    done.forEach(line -> text.append(line).append('\n'));
    kept.forEach(line -> text.append("kept: ").append(line).append('\n'));
    failed.forEach(line -> text.append("refused: ").append(line).append('\n'));
    left.forEach(line -> text.append("not put back: ").append(line).append('\n'));
    return text.append(verdict()).append('\n').toString();
  }

  private String verdict() {
    if (done.isEmpty() && kept.isEmpty() && left.isEmpty()) {
      return "nothing to put back";
    }
    return "%d writes, %d kept, %d not put back".formatted(done.size(), kept.size(), left.size());
  }
}
