package io.audionode.agent.observe.pressure;

import io.audionode.agent.config.Pressure;
import io.audionode.agent.model.pressure.Scope;
import io.audionode.agent.model.pressure.WantedTrigger;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.psi.Trigger;
import io.audionode.cgroupfs.sys.Fd;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.sys.Operation;
import io.audionode.cgroupfs.tree.CgroupFs;

/** How a trigger is armed. */
interface Arming {
  /**
   * Opens a pressure file and subscribes to it.
   *
   * @throws KernelException Gone when it is not that very cgroup any more, Unsupported without PSI
   */
  Fd arm(WantedTrigger wanted);

  /** By the kernel's own files. */
  static Arming of(CgroupFs cgroups, ProcFs proc) {
    return wanted ->
        wanted.watched().scope() == Scope.NODE
            ? proc.armMemoryPressure(trigger(wanted.trigger()))
            : arm(cgroups, wanted);
  }

  private static Fd arm(CgroupFs cgroups, WantedTrigger wanted) {
    var watched = wanted.watched();
    try (var cgroup = cgroups.open(watched.path())) {
      if (cgroup.inode() != watched.inode()) {
        throw new KernelException.Gone(
            new Operation("arm", watched.path().value(), Memory.PRESSURE.file(), ""),
            null,
            "another cgroup has its name now, and is armed after the next look");
      }
      return cgroup.arm(Memory.PRESSURE, trigger(wanted.trigger()));
    }
  }

  private static Trigger trigger(Pressure.Trigger configured) {
    var kind =
        switch (configured.kind()) {
          case SOME -> Trigger.Kind.SOME;
          case FULL -> Trigger.Kind.FULL;
        };
    return new Trigger(kind, configured.stall(), configured.window());
  }
}
