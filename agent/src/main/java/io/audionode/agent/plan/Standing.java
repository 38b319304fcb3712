package io.audionode.agent.plan;

import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What can be done of a plan while some cgroups are left removed, or without some of their
 * controllers: nothing that would fail below them, and all else.
 */
final class Standing {
  /** A container without it would lose its limits. */
  private static final String MEMORY = "memory";

  private final List<CgroupPath> removed = new ArrayList<>();

  /** The controllers that a cgroup does not hand to those below. */
  private final Map<CgroupPath, Set<String>> withheld = new HashMap<>();

  /**
   * @param left what is left as somebody else made it, with what would set it again
   */
  Standing(Map<Setting, Action> left) {
    for (var action : left.values()) {
      switch (action) {
        case Action.Create(var cgroup, var _) -> removed.add(cgroup);
        case Action.SetControllers set -> withheld.put(set.cgroup(), set.enable());
        default -> {}
      }
    }
  }

  /**
   * Those that can be done, as far as they can be.
   *
   * @param isPutBack what is always done: it ends what the agent did
   */
  List<Action> of(List<Action> actions, Predicate<Action> isPutBack) {
    return removed.isEmpty() && withheld.isEmpty()
        ? actions
        : actions.stream()
            .flatMap(
                action -> isPutBack.test(action) ? Stream.of(action) : possible(action).stream())
            .toList();
  }

  private Optional<Action> possible(Action action) {
    var place = place(action).orElse(null);
    if (place == null) {
      return Optional.of(action);
    }
    if (removed.stream().anyMatch(above -> isBelow(place, above))) {
      return Optional.empty();
    }
    var missing =
        withheld.entrySet().stream()
            .filter(above -> isBelow(place, above.getKey()))
            .flatMap(above -> above.getValue().stream())
            .collect(Collectors.toSet());
    return missing.isEmpty() ? Optional.of(action) : without(action, missing);
  }

  private static Optional<Action> without(Action action, Set<String> missing) {
    return switch (action) {
      case Action.SetControllers set -> handing(set, missing);
      case Action.WriteKnob write ->
          Optional.<Action>of(write).filter(_ -> !missing.contains(controller(write.file())));
      case Action.Create _, Action.MoveProcess _ ->
          Optional.of(action).filter(_ -> !missing.contains(MEMORY));
      default -> Optional.of(action);
    };
  }

  private static Optional<Action> handing(Action.SetControllers set, Set<String> missing) {
    var rest =
        set.enable().stream().filter(it -> !missing.contains(it)).collect(Collectors.toSet());
    return rest.isEmpty() && set.disable().isEmpty()
        ? Optional.empty()
        : Optional.of(new Action.SetControllers(set.cgroup(), rest, set.disable(), set.reason()));
  }

  private static String controller(String file) {
    return file.substring(0, Math.max(0, file.indexOf('.')));
  }

  private static boolean isBelow(CgroupPath path, CgroupPath above) {
    return path.startsWith(above) && !path.equals(above);
  }

  private static Optional<CgroupPath> place(Action action) {
    return switch (action) {
      case Action.Create(var cgroup, var _) -> Optional.of(cgroup);
      case Action.MakeThreaded(var cgroup, var _) -> Optional.of(cgroup);
      case Action.SetControllers set -> Optional.of(set.cgroup());
      case Action.WriteKnob write -> Optional.of(write.cgroup());
      case Action.SetDevicePrograms set -> Optional.of(set.cgroup());
      case Action.MoveProcess move -> Optional.of(move.to());
      case Action.MoveThread move -> Optional.of(move.to());
      default -> Optional.empty();
    };
  }
}
