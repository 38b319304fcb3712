package io.audionode.agent.observe.kernel;

import io.audionode.agent.model.DeviceRules;
import io.audionode.cgroupfs.bpf.DevicePrograms;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.tree.Cgroup;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads which device programs a cgroup has. For one thread. */
final class DeviceReader {
  /** A runtime that has attached none to a pod's containers so long after the first will not. */
  private static final Duration PREPARED = Duration.ofSeconds(10);

  private final CgroupFs cgroups;

  /** When a pod was first found to have containers. */
  private final Map<CgroupPath, Duration> asked = new HashMap<>();

  private Collection<CgroupPath> others = List.of();
  private Duration now = Duration.ZERO;
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
   * Whether the runtime attaches programs on this node: one container that has a program tells.
   * Remembered: what the runtime did once, it does.
   *
   * <p>Says nothing of this container's own, which were read already. The runtime attaches them
   * after the first process (runc: when the root file system is ready) and raises no event by that,
   * so that a second reading may differ from the first. Others are asked once after each {@link
   * #beside}, and no more once they had time to get one: where no runtime attaches any, all would
   * be read for each.
   */
  boolean areExpected(Cgroup container) {
    runtimeAttaches =
        runtimeAttaches
            || hasPrograms(container)
            || others.stream().filter(this::mayGetPrograms).anyMatch(this::holdsOneWithPrograms);
    others = List.of();
    return runtimeAttaches;
  }

  private boolean mayGetPrograms(CgroupPath pod) {
    var first = asked.get(pod);
    return first == null || now.minus(first).compareTo(PREPARED) <= 0;
  }

  /**
   * Which directories of pods there are now.
   *
   * @param uptime when that is
   */
  void beside(Collection<CgroupPath> pods, Duration uptime) {
    others = pods;
    now = uptime;
    asked.keySet().retainAll(Set.copyOf(pods));
  }

  private boolean holdsOneWithPrograms(CgroupPath pod) {
    try (var directory = cgroups.open(pod)) {
      var containers = directory.children();
      if (!containers.isEmpty()) {
        asked.putIfAbsent(pod, now);
      }
      return containers.stream().map(pod::child).anyMatch(this::hasPrograms);
    } catch (KernelException | IllegalArgumentException _) {
      return false; // gone, or somebody else's trouble: another may tell
    }
  }

  private boolean hasPrograms(CgroupPath container) {
    try (var cgroup = cgroups.open(container)) {
      return hasPrograms(cgroup);
    } catch (KernelException _) {
      return false;
    }
  }

  private static boolean hasPrograms(Cgroup cgroup) {
    return read(cgroup) instanceof DeviceRules.Programs(var own, var _) && !own.isEmpty();
  }
}
