package io.audionode.agent;

import io.audionode.agent.observe.kernel.SettledCgroups;
import io.audionode.agent.plan.Action;
import io.audionode.agent.report.Report;
import java.util.function.Consumer;

/**
 * Has the next look read what this run wrote to, without waiting for inotify to tell. What is
 * written behind, in the slow lane, stays in each plan until it is done.
 */
final class OwnWrites implements Consumer<Report> {
  private final SettledCgroups settled;

  OwnWrites(SettledCgroups settled) {
    this.settled = settled;
  }

  @Override
  public void accept(Report report) {
    report.plan().actions().forEach(this::tell);
  }

  private void tell(Action action) {
    switch (action) {
      case Action.Create(var cgroup, var _) -> settled.cameOrWent(cgroup);
      case Action.Remove(var cgroup, var _) -> settled.cameOrWent(cgroup);
      case Action.MakeThreaded(var cgroup, var _) -> settled.changed(cgroup, "cgroup.type");
      case Action.SetControllers set -> settled.changed(set.cgroup(), "cgroup.subtree_control");
      case Action.WriteKnob write -> settled.changed(write.cgroup(), write.file());
      case Action.SetDevicePrograms set -> settled.changed(set.cgroup());
      case Action.MoveProcess move -> settled.changed(move.process().pid());
      case Action.WriteOomScoreAdj write -> settled.changed(write.process().pid());
      case Action.MoveThread _,
          Action.SetScheduling _,
          Action.Reclaim _,
          Action.MigratePages _,
          Action.StopMigration _,
          Action.WriteSwappiness _,
          Action.Forget _ -> {}
    }
  }
}
