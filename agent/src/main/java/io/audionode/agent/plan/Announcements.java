package io.audionode.agent.plan;

import io.audionode.agent.desired.DesiredNode;
import io.audionode.agent.model.Homes;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.Original;
import io.audionode.agent.model.Schedulings;
import io.audionode.agent.model.SeenProcess;
import io.audionode.agent.model.Subtree;
import io.audionode.cgroupfs.proc.ProcessId;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What the journal has to know before the actions of a plan are done, and does not know yet. */
final class Announcements {
  private final DesiredNode desired;
  private final NodeSnapshot seen;
  private final Homes homes;
  private final Schedulings schedulings;
  private final Set<String> made = new HashSet<>();

  private Announcements(DesiredNode desired, NodeSnapshot seen) {
    this.desired = desired;
    this.seen = seen;
    this.homes = new Homes(seen);
    this.schedulings = new Schedulings(seen.originals());
  }

  /** By the action that must wait for it; one that is not here needs nothing that is new. */
  static Map<Action, List<Original>> of(
      List<Action> actions, DesiredNode desired, NodeSnapshot seen) {
    var announcements = new Announcements(desired, seen);
    var originals = new LinkedHashMap<Action, List<Original>>();
    for (var action : actions) {
      var unknown =
          announcements.original(action).stream()
              .flatMap(original -> withWhatIsThereUntilThen(action, original))
              .filter(original -> !seen.originals().contains(original))
              .toList();
      if (!unknown.isEmpty()) {
        originals.put(action, unknown);
      }
    }
    return originals;
  }

  private static Stream<Original> withWhatIsThereUntilThen(Action action, Original original) {
    return original instanceof Original.ThreadScheduling line
            && action instanceof Action.SetScheduling set
            && set.before().equals(line.found())
        ? Stream.of(line.notYet(), line)
        : Stream.of(original);
  }

  private Optional<Original> original(Action action) {
    return switch (action) {
      case Action.Create(var cgroup, var _) -> {
        made.add(cgroup.value());
        yield Optional.of(new Original.Created(cgroup));
      }
      case Action.SetControllers set ->
          isOwn(set.cgroup()) || set.enable().isEmpty()
              ? Optional.empty()
              : Optional.of(new Original.Controllers(set.cgroup(), set.enable()));
      case Action.WriteKnob write -> knobValue(write);
      case Action.MoveProcess(var process, var from, var _, var _) ->
          Subtree.contains(from) ? Optional.empty() : Optional.of(new Original.Home(process, from));
      case Action.WriteOomScoreAdj write -> oomScoreAdj(write);
      case Action.WriteSwappiness(var before, var after, var _) ->
          Optional.of(
              seen.originals()
                  .swappinessLine()
                  .orElseGet(() -> new Original.Swappiness(before))
                  .before(after, before));
      case Action.SetScheduling(var thread, var _, var before, var after, var _) ->
          Optional.of(
              new Original.ThreadScheduling(
                  thread, schedulings.found(thread).orElse(before), after));
      case Action.MakeThreaded _,
          Action.MoveThread _,
          Action.SetDevicePrograms _,
          Action.Reclaim _,
          Action.MigratePages _,
          Action.StopMigration _,
          Action.Remove _,
          Action.Forget _ ->
          Optional.empty();
    };
  }

  private Optional<Original> knobValue(Action.WriteKnob write) {
    var found = write.before();
    if (found == null || isOwn(write.cgroup())) {
      return Optional.empty();
    }
    return seen.cgroup(write.cgroup())
        .map(
            now ->
                seen.originals()
                    .knob(now, write.file())
                    .map(known -> known.before(write.after(), found))
                    .orElseGet(
                        () ->
                            Original.KnobValue.before(
                                write.after(), now.path(), now.inode(), write.file(), found)));
  }

  private Optional<Original> oomScoreAdj(Action.WriteOomScoreAdj write) {
    return process(write.process())
        .map(
            process ->
                seen.originals()
                    .oomScoreAdjLine(process.id())
                    .orElseGet(() -> newLine(process))
                    .before(lasting(write), write.before()));
  }

  /** A fork has inherited what the agent gave its parent: what it has is not the original. */
  private Original.OomScoreAdj newLine(SeenProcess process) {
    var now = process.oomScoreAdj();
    var inherited = homes.oomScoreAdj(process);
    return new Original.OomScoreAdj(
        process.id(),
        homes.of(process).orElse(process.cgroup()),
        inherited.orElse(now),
        inherited.isPresent() ? Set.of(now) : Set.of());
  }

  /** A score of the moment is known to all; the other one is what forks are known by. */
  private int lasting(Action.WriteOomScoreAdj write) {
    var wanted = desired.processes().get(write.process());
    return wanted == null ? write.after() : wanted.lastingOomScoreAdj();
  }

  private Optional<SeenProcess> process(ProcessId id) {
    return seen.processes().stream().filter(process -> process.id().equals(id)).findFirst();
  }

  private boolean isOwn(CgroupPath cgroup) {
    return made.contains(cgroup.value()) || seen.originals().created(cgroup);
  }
}
