package io.audionode.agent.desired;

import io.audionode.agent.model.ContainerSpec;
import io.audionode.agent.model.DeviceRules;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.Pod;
import io.audionode.agent.model.QosClass;
import io.audionode.agent.model.SeenCgroup;
import io.audionode.agent.model.SeenContainer;
import io.audionode.agent.model.SeenPod;
import io.audionode.cgroupfs.cpu.Cpu;
import io.audionode.cgroupfs.cpuset.Cpuset;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.format.Limit;
import io.audionode.cgroupfs.knob.Knob;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.pids.Pids;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.cgroupfs.tree.Core;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The limits Kubernetes put on a pod and its containers, to be mirrored where they are moved: a
 * container that leaves kubepods keeps the limits on memory, cpu and pids that it had there. Those
 * of io and hugetlb, which kubelet does not set by itself, are not followed.
 */
final class Limits {
  /** Copied as they are; {@code memory.max} is decided here. */
  private static final List<Knob<?>> MIRRORED =
      List.of(Memory.HIGH, Memory.OOM_GROUP, Cpu.MAX, Cpu.WEIGHT, Pids.MAX, Core.FREEZE);

  private static final long MILLIS = 1000;

  private final NodeSnapshot seen;

  Limits(NodeSnapshot seen) {
    this.seen = seen;
  }

  /** What the runtime has set on the container; until it has, what its author wrote. */
  Limit memoryMax(SeenContainer container, @Nullable ContainerSpec spec) {
    return inForce(set(container.home()), spec == null ? Limit.MAX : written(spec));
  }

  /** What kubelet has set on the pod; until it has, its containers' limits together. */
  Limit memoryMax(SeenPod pod) {
    var home = pod.home();
    return inForce(home == null ? Limit.MAX : set(home), written(pod));
  }

  /**
   * The cgroup's own limit is the one in force. A resize changes the spec first and the cgroup when
   * kubelet finds it safe, which for a smaller limit may be never; and a runtime's update changes
   * the cgroup alone. The spec only bridges the moment between a cgroup's birth and its limit.
   */
  private static Limit inForce(Limit set, Limit written) {
    return switch (set) {
      case Limit.Max _ -> written;
      case Limit.Of some -> some;
    };
  }

  /** The other limits as the runtime set them on a home, by control file. */
  SortedMap<String, String> mirrored(@Nullable CgroupPath home) {
    var knobs = new TreeMap<String, String>();
    if (home != null) {
      for (var knob : MIRRORED) {
        seen.knob(home, knob.file()).ifPresent(text -> knobs.put(knob.file(), text));
      }
    }
    return knobs;
  }

  /** The cpus that were set on a container, as far as they are of its pod's NUMA node. */
  CpuPin pin(ContainerDesire container, PodDesire pod) {
    var home = container.seen().home();
    var now = seen.knob(home, Cpuset.CPUS.file());
    var all =
        seen.found(home, Cpuset.CPUS.file())
            .or(() -> now) // what audionode narrowed is no pin of kubelet's
            .map(CpuList::parse)
            .orElse(CpuList.EMPTY);
    var here = all.intersect(seen.machine().cpusOf(pod.numaNode()));
    return isExclusive(all, container.spec(), pod.seen().pod())
        ? new CpuPin(here, CpuList.EMPTY)
        : new CpuPin(CpuList.EMPTY, here);
  }

  /** What a container that has no list may use of a NUMA node at most. */
  CpuPin anyOf(int numaNode) {
    return new CpuPin(CpuList.EMPTY, seen.machine().cpusOf(numaNode));
  }

  /**
   * kubelet's CPU manager with the policy {@code static} gives cpus to containers of Guaranteed
   * pods that ask for a whole number of them, that many and to them alone; every other container
   * gets the list of the pool that they share
   * (https://kubernetes.io/docs/tasks/administer-cluster/cpu-management-policies/). Of a container
   * that nothing identifies any in its pod may be the one.
   */
  private static boolean isExclusive(CpuList cpus, @Nullable ContainerSpec spec, Pod pod) {
    var possible = spec == null ? pod.containers() : List.of(spec);
    return pod.qos() == QosClass.GUARANTEED
        && possible.stream()
            .anyMatch(
                container ->
                    container.cpuMillis() != null && container.cpuMillis() == cpus.size() * MILLIS);
  }

  /**
   * The device programs that count on a home, by the kernel's ids; empty where they cannot be read,
   * and what is there already has to stay.
   */
  Optional<Set<Integer>> devicePrograms(CgroupPath home) {
    return seen.cgroup(home)
        .map(SeenCgroup::devices)
        .flatMap(
            rules ->
                rules instanceof DeviceRules.Programs(var _, var effective)
                    ? Optional.of(effective)
                    : Optional.empty());
  }

  /**
   * Whether the runtime has paused every one of them, which freezes their homes and so nothing of
   * what was moved.
   */
  boolean paused(List<ContainerDesire> containers) {
    return containers.stream()
        .allMatch(
            container ->
                seen.knob(container.seen().home(), Core.FREEZE.file())
                    .filter(Core.FREEZE.text(true)::equals)
                    .isPresent());
  }

  private Limit set(CgroupPath home) {
    return seen.knob(home, Memory.MAX.file()).map(Limit::parse).orElse(Limit.MAX);
  }

  /**
   * As kubelet reckons (k8s.io/kubernetes pkg/kubelet/cm/helpers_linux.go): containers together, or
   * the init container that may have more, and no limit unless all of them have one.
   */
  private static Limit written(SeenPod pod) {
    var together = Bytes.ZERO;
    for (var spec : pod.pod().containers()) {
      if (spec.memoryLimit() == null) {
        return Limit.MAX;
      }
      together = together.plus(spec.memoryLimit());
    }
    for (var spec : pod.pod().initContainers()) {
      if (spec.memoryLimit() == null) {
        return Limit.MAX;
      }
      together = together.max(spec.memoryLimit());
    }
    return pod.pod().containers().isEmpty() ? Limit.MAX : Limit.of(together);
  }

  private static Limit written(ContainerSpec spec) {
    return spec.memoryLimit() == null ? Limit.MAX : Limit.of(spec.memoryLimit());
  }

  /** A number of bytes, cut to a limit. */
  static Bytes under(Bytes bytes, Limit limit) {
    return switch (limit) {
      case Limit.Max _ -> bytes;
      case Limit.Of most -> bytes.min(most.bytes());
    };
  }
}
