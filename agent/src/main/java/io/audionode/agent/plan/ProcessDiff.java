package io.audionode.agent.plan;

import io.audionode.agent.desired.DesiredNode;
import io.audionode.agent.model.Homes;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.SeenProcess;
import io.audionode.agent.model.Subtree;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What to write so that processes are where and as they are desired, or as they were before. */
final class ProcessDiff {
  private static final String PUT_BACK = "put back";

  private final DesiredNode desired;
  private final NodeSnapshot seen;
  private final Homes homes;

  ProcessDiff(DesiredNode desired, NodeSnapshot seen) {
    this.desired = desired;
    this.seen = seen;
    this.homes = new Homes(seen);
  }

  /** Into the places desired. */
  List<Action> moves() {
    var actions = new ArrayList<Action>();
    for (var process : writable()) {
      var wanted = desired.processes().get(process.id());
      if (wanted != null && !process.cgroup().startsWith(container(wanted.place()))) {
        actions.add(move(process, wanted.place(), wanted.reason()));
      }
    }
    return actions;
  }

  /** Out of the subtree, for processes that nobody wants there any more. */
  List<Action.MoveProcess> movesBack() {
    return notDesired().stream()
        .filter(process -> Subtree.contains(process.cgroup()))
        .flatMap(process -> wayBack(process).map(home -> move(process, home, PUT_BACK)).stream())
        .toList();
  }

  List<Action> oomScores() {
    var actions = new ArrayList<Action>();
    for (var process : writable()) {
      var wanted = desired.processes().get(process.id());
      if (wanted != null && wanted.oomScoreAdj() != process.oomScoreAdj()) {
        actions.add(write(process, wanted.oomScoreAdj(), wanted.scoreReason()));
      }
    }
    return actions;
  }

  /**
   * As they were, for processes that nobody asks anything for any more and that nobody else has
   * given a score since.
   */
  List<Action> oomScoresBack() {
    return notDesired().stream()
        .filter(process -> !isForeign(process))
        .<Action>flatMap(
            process ->
                homes
                    .oomScoreAdj(process)
                    .filter(found -> found != process.oomScoreAdj())
                    .map(found -> write(process, found, PUT_BACK))
                    .stream())
        .toList();
  }

  private boolean isForeign(SeenProcess process) {
    return seen.originals()
        .oomScoreAdjLine(process.id())
        .filter(line -> line.isForeign(process.oomScoreAdj()))
        .isPresent();
  }

  private List<SeenProcess> notDesired() {
    return writable().stream()
        .filter(process -> !desired.processes().containsKey(process.id()))
        .toList();
  }

  private List<SeenProcess> writable() {
    return seen.processes().stream().filter(p -> desired.mayTouch(p.cgroup())).toList();
  }

  /** A process may sit in any thread class of its container. */
  private static CgroupPath container(CgroupPath place) {
    return place.name().equals(Subtree.MAIN) && Subtree.contains(place)
        ? place.parent().orElse(place)
        : place;
  }

  private static Action.MoveProcess move(SeenProcess process, CgroupPath to, String reason) {
    return new Action.MoveProcess(process.id(), process.cgroup(), to, reason);
  }

  private static Action.WriteOomScoreAdj write(SeenProcess process, int after, String reason) {
    return new Action.WriteOomScoreAdj(process.id(), process.oomScoreAdj(), after, reason);
  }

  private Optional<CgroupPath> wayBack(SeenProcess process) {
    return homes.of(process).filter(home -> seen.cgroup(home).isPresent());
  }
}
