package io.audionode.agent.plan;

import io.audionode.agent.desired.DesiredNode;
import io.audionode.agent.model.Homes;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.SeenProcess;
import io.audionode.agent.model.Subtree;
import io.audionode.cgroupfs.proc.ProcessId;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What to write so that processes are where and as they are desired, or as they were before. */
final class ProcessDiff {
  private final DesiredNode desired;
  private final NodeSnapshot seen;
  private final Homes homes;

  ProcessDiff(DesiredNode desired, NodeSnapshot seen) {
    this.desired = desired;
    this.seen = seen;
    this.homes = new Homes(seen);
  }

  List<Action> moves() {
    var actions = new ArrayList<Action>();
    for (var process : writable()) {
      var wanted = desired.processes().get(process.id());
      if (wanted != null) {
        if (!process.cgroup().startsWith(container(wanted.place()))) {
          actions.add(move(process, wanted.place(), wanted.reason()));
        }
      } else if (Subtree.contains(process.cgroup())) {
        wayBack(process).ifPresent(home -> actions.add(move(process, home, "put back")));
      }
    }
    return actions;
  }

  /** Processes that are in the subtree now and will not be after this plan. */
  Set<ProcessId> leaving() {
    var leaving = new HashSet<ProcessId>();
    for (var action : moves()) {
      if (action instanceof Action.MoveProcess(var process, var _, var to, var _)
          && !Subtree.contains(to)) {
        leaving.add(process);
      }
    }
    return leaving;
  }

  List<Action> oomScores() {
    var actions = new ArrayList<Action>();
    for (var process : writable()) {
      var now = process.oomScoreAdj();
      var wanted = desired.processes().get(process.id());
      if (wanted != null) {
        if (wanted.oomScoreAdj() != now) {
          actions.add(
              new Action.WriteOomScoreAdj(
                  process.id(), now, wanted.oomScoreAdj(), "profile or annotation"));
        }
      } else {
        homes
            .oomScoreAdj(process)
            .filter(found -> found != now)
            .map(found -> new Action.WriteOomScoreAdj(process.id(), now, found, "put back"))
            .ifPresent(actions::add);
      }
    }
    return actions;
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

  private Optional<CgroupPath> wayBack(SeenProcess process) {
    return homes.of(process).filter(home -> seen.cgroup(home).isPresent());
  }
}
