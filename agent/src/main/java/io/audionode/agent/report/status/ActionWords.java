package io.audionode.agent.report.status;

import io.audionode.agent.apply.Outcome;
import io.audionode.agent.plan.Action;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The words of the API and of the metrics for actions and outcomes. */
public final class ActionWords {
  private ActionWords() {}

  public static String of(Action action) {
    return switch (action) {
      case Action.Create _ -> "create";
      case Action.MakeThreaded _ -> "make-threaded";
      case Action.SetControllers _ -> "set-controllers";
      case Action.WriteKnob _ -> "write-knob";
      case Action.SetDevicePrograms _ -> "set-device-programs";
      case Action.MoveProcess _ -> "move-process";
      case Action.MoveThread _ -> "move-thread";
      case Action.SetScheduling _ -> "set-scheduling";
      case Action.WriteOomScoreAdj _ -> "write-oom-score-adj";
      case Action.WriteSwappiness _ -> "write-swappiness";
      case Action.Reclaim _ -> "reclaim";
      case Action.MigratePages _ -> "migrate-pages";
      case Action.StopMigration _ -> "stop-migration";
      case Action.Remove _ -> "remove";
      case Action.Forget _ -> "forget";
    };
  }

  public static String of(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Applied _ -> "applied";
      case Outcome.Unchanged _ -> "unchanged";
      case Outcome.Gone _ -> "gone";
      case Outcome.Refused _ -> "refused";
      case Outcome.Skipped _ -> "skipped";
    };
  }

  /** What the kernel said; null when it took the write. */
  public static @Nullable String message(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Applied _, Outcome.Unchanged _ -> null;
      case Outcome.Gone(var _, var message) -> message;
      case Outcome.Refused(var _, var message, var _) -> message;
      case Outcome.Skipped(var _, var message) -> message;
    };
  }

  static String controllers(Action.SetControllers set) {
    return Stream.concat(
            set.enable().stream().sorted().map(name -> "+" + name),
            set.disable().stream().sorted().map(name -> "-" + name))
        .collect(Collectors.joining(" "));
  }
}
