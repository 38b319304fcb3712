package io.audionode.agent.apply;

import io.audionode.agent.model.Subtree;
import io.audionode.agent.plan.Action;
import io.audionode.cgroupfs.bpf.DevicePrograms;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.List;

/** Device programs, and that no process gets away from those it is subject to. */
final class Devices {
  private final CgroupFs cgroups;

  Devices(CgroupFs cgroups) {
    this.cgroups = cgroups;
  }

  /** Attaches before it detaches. */
  Writes.Result set(Action.SetDevicePrograms set) {
    try (var cgroup = cgroups.open(set.cgroup())) {
      var programs = new DevicePrograms(cgroup);
      var before = programs.attached();
      set.attach().stream().filter(id -> !before.contains(id)).forEach(programs::attach);
      set.detach().stream().filter(before::contains).forEach(programs::detach);
      var now = programs.attached();
      var asPlanned =
          now.containsAll(set.attach()) && set.detach().stream().noneMatch(now::contains);
      return asPlanned ? new Writes.Result.Done() : new Writes.Result.Kept(now.toString());
    }
  }

  /**
   * Looks once more right before a process is moved: attaching may have failed, and the runtime may
   * have attached another program since the plan was made.
   *
   * @throws IllegalStateException when a program of the one cgroup does not count in the other
   */
  void requireSameRules(CgroupPath from, CgroupPath to) {
    if (!Subtree.contains(to)) {
      return; // back home, where the runtime's own programs count
    }
    var there = effective(to);
    var lost = effective(from).stream().filter(id -> !there.contains(id)).toList();
    if (!lost.isEmpty()) {
      throw new IllegalStateException(
          "device programs %s of %s are not attached to %s".formatted(lost, from, to));
    }
  }

  private List<Integer> effective(CgroupPath path) {
    try (var cgroup = cgroups.open(path)) {
      return new DevicePrograms(cgroup).effective();
    } catch (KernelException.Unsupported _) {
      return List.of(); // a kernel without such programs
    }
  }
}
