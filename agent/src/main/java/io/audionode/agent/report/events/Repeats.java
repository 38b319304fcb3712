package io.audionode.agent.report.events;

import io.audionode.agent.plan.Action;
import java.util.Set;

/** By what a failure is known again that repeats in every run. Pure. */
final class Repeats {
  private static final String REFUSED = "refused ";
  private static final String SKIPPED = "skipped ";

  private Repeats() {}

  static String refused(Action action) {
    return REFUSED + key(action);
  }

  static String skipped(Action action) {
    return SKIPPED + key(action);
  }

  /**
   * Whether a failure has not ended. A refusal has not either while what is tried again is put off
   * or under way: nobody knows yet what becomes of it.
   *
   * @param failing what fails in the present run
   */
  static boolean goesOn(String failure, Set<String> failing) {
    return failing.contains(failure)
        || (failure.startsWith(REFUSED)
            && failing.contains(SKIPPED + failure.substring(REFUSED.length())));
  }

  /** What is tried again is the same even when the value found is another one. */
  private static String key(Action action) {
    return switch (action) {
      case Action.WriteKnob write ->
          "%s %s %s".formatted(write.cgroup(), write.file(), write.after());
      case Action.WriteOomScoreAdj write -> "oom " + write.process() + " " + write.after();
      case Action.WriteSwappiness write -> "swappiness " + write.after();
      case Action.MoveProcess move -> "move " + move.process() + " " + move.to();
      case Action.MoveThread move -> "move " + move.thread() + " " + move.to();
      case Action.SetScheduling set -> "scheduling " + set.thread() + " " + set.after().text();
      case Action.Reclaim reclaim -> "reclaim " + reclaim.cgroup();
      case Action.Create _,
          Action.MakeThreaded _,
          Action.SetControllers _,
          Action.SetDevicePrograms _,
          Action.MigratePages _,
          Action.StopMigration _,
          Action.Remove _,
          Action.Forget _ ->
          action.toString();
    };
  }
}
