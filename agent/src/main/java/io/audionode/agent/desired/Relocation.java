package io.audionode.agent.desired;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.cpuset.Cpuset;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.tree.CgroupPath;

/**
 * What becomes of a container that already runs and belongs on a NUMA node that somebody named.
 *
 * @param home its cgroup below kubepods
 * @param uid its pod's
 * @param node where it belongs
 * @param cpus what of that node's it may run on
 * @param reason why there, or why it is not helped
 */
public record Relocation(
    CgroupPath home, String uid, int node, CpuList cpus, Step step, String reason) {
  public Relocation {
    requireNonNull(home, "home is null");
    requireNonNull(uid, "uid is null");
    requireNonNull(cpus, "cpus is null");
    requireNonNull(step, "step is null");
    requireNonNull(reason, "reason is null");
  }

  /** The next thing to be done about it. */
  public enum Step {
    /** Nothing: that is not wanted, or not possible. */
    LEAVE,
    /** Its cpuset must let it go there first. */
    WIDEN,
    /** It has no turn yet, and runs beside its memory until then. */
    WAIT,
    /** It runs on that node's cpus, and its pages move there. */
    MOVE,
    /**
     * It runs on that node's cpus, and its own pages are there. Its memory nodes stay: too much is
     * elsewhere still for the kernel to move at once.
     */
    PARTLY,
    /** Its pages could not be moved, so that it goes back to where they are. */
    GIVE_UP,
    /** Its cpuset is, or becomes, that node alone. */
    NARROW
  }

  /**
   * Cpus come before pages: what it allocates meanwhile is there already, and the kernel's
   * automatic NUMA balancing, where it is on, does not move pages back to where they are used (64
   * MiB took 145 MiB of moves in five passes, seen on 6.1).
   */
  void narrow(DesiredCgroup.Builder cgroup) {
    switch (step) {
      case LEAVE, WIDEN, WAIT, GIVE_UP -> {}
      case MOVE, PARTLY -> cgroup.knob(Cpuset.CPUS, cpus);
      case NARROW -> cgroup.knob(Cpuset.CPUS, cpus).knob(Cpuset.MEMS, CpuList.of(node));
    }
  }
}
