package io.audionode.agent;

import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.proc.Tasks;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.sys.Linux;
import io.audionode.cgroupfs.sys.Sys;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupNamespace;
import io.audionode.cgroupfs.tree.CgroupSetup;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The kernel's interfaces, found and fit to be used. */
public record KernelAccess(Sys sys, CgroupFs cgroups, ProcFs proc, Tasks tasks) {
  private static final Logger LOG = LoggerFactory.getLogger(KernelAccess.class);

  /**
   * Finds cgroup v2. In a container with the host's processes the calling thread, and so those that
   * it starts, leave the container's own cgroup namespace.
   *
   * @param cgroupRoot where it is mounted, null to look for it
   * @throws StartException when it is not there, not whole, or not for this user
   */
  public static KernelAccess open(@Nullable Path cgroupRoot) {
    var sys = Linux.system();
    var uid = sys.geteuid();
    if (uid != 0) {
      throw new StartException(
          "must run as root, and runs as uid %d: use sudo, or a privileged pod".formatted(uid));
    }
    enterHostsCgroupNamespace(sys);
    var mount = cgroupRoot == null ? discover(sys) : cgroupRoot;
    var cgroups = new CgroupFs(sys, mount);
    if (!cgroups.controllers().contains("memory")) {
      throw new StartException(
          "%s has no memory controller, only %s: boot without cgroup_disable=memory"
              .formatted(mount, cgroups.controllers()));
    }
    return new KernelAccess(sys, cgroups, new ProcFs(sys), new Tasks(sys));
  }

  /**
   * The same, for an agent that is to write.
   *
   * @throws StartException when the cgroups cannot be written
   */
  KernelAccess requireWritable() {
    var mount = cgroups.mountPoint();
    if (!Files.isWritable(mount.resolve("cgroup.procs"))) {
      throw new StartException(
          "%s is read-only: mount it read-write; in a pod, set securityContext.privileged: true"
              .formatted(mount));
    }
    return this;
  }

  private static void enterHostsCgroupNamespace(Sys sys) {
    try {
      if (CgroupNamespace.enterFirst(sys)) {
        LOG.info("entered the host's cgroup namespace");
      }
    } catch (KernelException e) {
      throw new StartException(
          "cannot leave the container's cgroup namespace: %s; add CAP_SYS_ADMIN and CAP_SYS_PTRACE"
              .formatted(e.getMessage()));
    }
  }

  private static Path discover(Sys sys) {
    var setup = CgroupSetup.discover(sys);
    return switch (setup) {
      case CgroupSetup.Unified(var mountPoint, var _) -> mountPoint;
      case CgroupSetup.Hybrid _, CgroupSetup.Legacy _, CgroupSetup.Absent _ ->
          throw new StartException("needs cgroup v2: " + setup.remedy());
    };
  }
}
