package io.audionode.agent.observe.kernel;

import io.audionode.agent.model.DeviceRules;
import io.audionode.cgroupfs.bpf.DevicePrograms;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.tree.Cgroup;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.Collection;
import java.util.HashSet;

/** Reads which device programs a cgroup has. For one thread. */
final class DeviceReader {
  private final CgroupFs cgroups;
  private boolean runtimeAttaches;

  DeviceReader(CgroupFs cgroups) {
    this.cgroups = cgroups;
  }

  /** Gone stays an exception. */
  static DeviceRules read(Cgroup cgroup) {
    var programs = new DevicePrograms(cgroup);
    try {
      return new DeviceRules.Programs(
          new HashSet<>(programs.attached()), new HashSet<>(programs.effective()));
    } catch (KernelException.Unsupported _) {
      return DeviceRules.NONE;
    } catch (KernelException.Denied | KernelException.Refused e) {
      return new DeviceRules.Unreadable(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Whether a container has no program of its own and will get one. The runtime attaches it after
   * the first process (runc: when the root file system is ready), and raises no event by that.
   *
   * @param pods the directories of all pods: one container in them that has a program tells that
   *     the runtime attaches them
   */
  boolean isPending(Cgroup container, Collection<CgroupPath> pods) {
    return read(container) instanceof DeviceRules.Programs(var own, var _)
        && own.isEmpty()
        && runtimeAttaches(pods);
  }

  /** Remembered: what the runtime did once, it does. */
  private boolean runtimeAttaches(Collection<CgroupPath> pods) {
    runtimeAttaches = runtimeAttaches || pods.stream().anyMatch(this::holdsOneWithPrograms);
    return runtimeAttaches;
  }

  private boolean holdsOneWithPrograms(CgroupPath pod) {
    try (var directory = cgroups.open(pod)) {
      return directory.children().stream().map(pod::child).anyMatch(this::hasPrograms);
    } catch (KernelException.Gone _) {
      return false;
    }
  }

  private boolean hasPrograms(CgroupPath container) {
    try (var cgroup = cgroups.open(container)) {
      return read(cgroup) instanceof DeviceRules.Programs(var own, var _) && !own.isEmpty();
    } catch (KernelException.Gone _) {
      return false;
    }
  }
}
