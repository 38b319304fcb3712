package io.audionode.agent.observe.kernel;

import io.audionode.agent.model.SeenContainer;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.memory.MemoryNumaStat;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.tree.Cgroup;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads a container's directory below a pod's. */
final class ContainerReader {
  private final CgroupFs cgroups;
  private final DeviceReader devices;

  ContainerReader(CgroupFs cgroups) {
    this.cgroups = cgroups;
    this.devices = new DeviceReader(cgroups);
  }

  /** Which directories of pods there are from now on. */
  void beside(Collection<CgroupPath> pods, Duration uptime) {
    devices.beside(pods, uptime);
  }

  /**
   * What changes of a container without a word.
   *
   * @see SeenContainer
   */
  record Charges(Bytes charged, Map<Integer, Bytes> perNode, boolean devicesExpected) {
    Charges {
      perNode = Map.copyOf(perNode);
    }
  }

  /** What is charged to a container's directory; empty when it is gone. */
  Optional<Charges> read(CgroupPath home) {
    try (var cgroup = cgroups.open(home)) {
      return Optional.of(
          new Charges(
              cgroup.readIfPresent(Memory.CURRENT).orElse(Bytes.ZERO),
              perNode(cgroup),
              devices.areExpected(cgroup)));
    } catch (KernelException.Gone e) {
      return Optional.empty();
    }
  }

  private static Map<Integer, Bytes> perNode(Cgroup cgroup) {
    var bytes = new HashMap<Integer, Bytes>();
    cgroup
        .readIfPresent(Memory.NUMA_STAT)
        .ifPresent(
            (MemoryNumaStat stat) ->
                stat.nodes().forEach(node -> bytes.put(node, stat.total(node))));
    return bytes;
  }
}
