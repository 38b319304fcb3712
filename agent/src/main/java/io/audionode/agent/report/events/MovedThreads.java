package io.audionode.agent.report.events;

import io.audionode.agent.apply.Outcome;
import io.audionode.agent.model.Excerpt;
import io.audionode.agent.plan.Action;
import io.audionode.agent.report.status.Owners;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Threads that were moved in one run, told together: a program may have thousands, and they come
 * and go.
 */
final class MovedThreads {
  private static final int MOST_NAMES = 5;

  private MovedThreads() {}

  /** Whether an outcome is told here, and not by itself. */
  static boolean isOne(Outcome outcome) {
    return outcome instanceof Outcome.Applied(Action.MoveThread _, var _);
  }

  /** One change for each cgroup that threads came to. */
  static List<Change> of(List<Outcome> outcomes, Owners owners) {
    var byPlace = new TreeMap<CgroupPath, List<Action.MoveThread>>();
    for (var outcome : outcomes) {
      if (outcome instanceof Outcome.Applied(Action.MoveThread move, var _)) {
        byPlace.computeIfAbsent(move.to(), _ -> new ArrayList<>()).add(move);
      }
    }
    return byPlace.values().stream().map(moves -> change(moves, owners)).toList();
  }

  private static Change change(List<Action.MoveThread> moves, Owners owners) {
    var first = moves.getFirst();
    var message =
        moves.size() == 1
            ? "%s: %s".formatted(first, first.reason())
            : "move %d threads (%s) to %s: %s"
                .formatted(moves.size(), names(moves), first.to(), first.reason());
    return owners
        .of(first)
        .map(pod -> Change.ofPod(EventKind.ACTION_APPLIED, pod.pod(), message))
        .orElseGet(() -> Change.ofNode(EventKind.ACTION_APPLIED, message));
  }

  private static String names(List<Action.MoveThread> moves) {
    var names = moves.stream().map(move -> Excerpt.of(move.comm())).distinct().toList();
    var told = names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
    return names.size() > MOST_NAMES ? told + ", ..." : told;
  }
}
