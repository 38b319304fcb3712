package io.audionode.agent.observe.kernel;

import io.audionode.agent.model.ContainerId;
import io.audionode.agent.model.ContainerKind;
import io.audionode.agent.model.SeenContainer;
import io.audionode.agent.model.SeenProcess;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.memory.MemoryNumaStat;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.tree.Cgroup;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a container from its directory below a pod's. */
public final class ContainerReader {
  private final CgroupFs cgroups;
  private final ProcFs proc;
  private final DeviceReader devices;

  public ContainerReader(CgroupFs cgroups, ProcFs proc) {
    this.cgroups = cgroups;
    this.proc = proc;
    this.devices = new DeviceReader(cgroups);
  }

  /** Which directories of pods there are from now on. */
  void beside(Collection<CgroupPath> pods) {
    devices.beside(pods);
  }

  /**
   * The container of a directory; empty when it is gone.
   *
   * @param processes those in the directory now
   */
  public Optional<SeenContainer> read(
      CgroupPath home, ContainerKind kind, List<SeenProcess> processes) {
    try (var cgroup = cgroups.open(home)) {
      return Optional.of(
          new SeenContainer(
              ContainerId.ofDirectory(home.name()),
              home,
              kind,
              cgroup.readIfPresent(Memory.CURRENT).orElse(Bytes.ZERO),
              age(processes),
              perNode(cgroup),
              devices.areExpected(cgroup)));
    } catch (KernelException.Gone e) {
      return Optional.empty();
    }
  }

  private Duration age(List<SeenProcess> processes) {
    var oldest = processes.stream().mapToLong(process -> process.id().startTicks()).min();
    return oldest.isEmpty() ? Duration.ZERO : proc.age(oldest.getAsLong());
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
