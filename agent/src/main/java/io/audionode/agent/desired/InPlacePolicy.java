package io.audionode.agent.desired;

import io.audionode.agent.config.Profile.Numa;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.cgroupfs.cpuset.Cpuset;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.format.Limit;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Protection where a container already is: the same knobs on its own cgroup, and its minimum on
 * every ancestor, without which the kernel grants nothing.
 *
 * <p>Limits are kubelet's and stay. Cpus and memory nodes are narrowed only when all the memory is
 * on one NUMA node already, because writing {@code cpuset.mems} moves the rest inside write(2).
 */
final class InPlacePolicy {
  /** Shared libraries' pages may lie anywhere; they are not worth giving up locality. */
  private static final double LOCAL_SHARE = 0.99;

  private final NodeSnapshot seen;

  InPlacePolicy(NodeSnapshot seen) {
    this.seen = seen;
  }

  List<DesiredCgroup> cgroups(List<PodDesire> pods) {
    var cgroups = new ArrayList<DesiredCgroup>();
    SortedMap<CgroupPath, Bytes> above = new TreeMap<>();
    for (var pod : pods) {
      for (var container : pod.containers(Adoption.IN_PLACE)) {
        cgroups.add(container(pod, container));
      }
      var home = pod.seen().home();
      if (home != null) {
        var minimum = pod.granted(Adoption.IN_PLACE);
        above.merge(home, minimum, Bytes::plus);
        home.ancestors().forEach(ancestor -> above.merge(ancestor, minimum, Bytes::plus));
      }
    }
    above.forEach((path, minimum) -> addAncestor(cgroups, path, minimum));
    return cgroups;
  }

  private DesiredCgroup container(PodDesire pod, ContainerDesire container) {
    var cgroup =
        DesiredCgroup.foreign(
                container.seen().home(), "in place: container of " + pod.seen().pod().title())
            .knob(Memory.MIN, Limit.of(container.granted()))
            .knob(Memory.SWAP_MAX, pod.wish().swapMax());
    if (isLocal(pod, container)) {
      pin(cgroup, container, pod.numaNode());
    }
    return cgroup.build();
  }

  private void addAncestor(List<DesiredCgroup> cgroups, CgroupPath path, Bytes minimum) {
    if (minimum.equals(Bytes.ZERO)) {
      return;
    }
    var kept = larger(found(path), minimum);
    cgroups.add(
        DesiredCgroup.foreign(path, "in place: minima below need it")
            .knob(Memory.MIN, kept)
            .build());
  }

  /** What kubelet itself had put there. */
  private Limit found(CgroupPath path) {
    return seen.originals()
        .knob(path, Memory.MIN.file())
        .or(() -> seen.knob(path, Memory.MIN.file()))
        .map(Limit::parse)
        .orElse(Limit.of(Bytes.ZERO));
  }

  private static Limit larger(Limit found, Bytes minimum) {
    return switch (found) {
      case Limit.Max max -> max;
      case Limit.Of some -> Limit.of(some.bytes().max(minimum));
    };
  }

  private static boolean isLocal(PodDesire pod, ContainerDesire container) {
    var total = container.seen().chargedPerNode().values().stream().reduce(Bytes.ZERO, Bytes::plus);
    var here = NumaChooser.charged(container.seen(), pod.numaNode());
    return pod.wish().profile().numa() != Numa.ANY
        && total.value() > 0
        && here.value() >= total.value() * LOCAL_SHARE;
  }

  /** Leaves alone what kubelet's CPU Manager or Memory Manager has pinned itself. */
  private void pin(DesiredCgroup.Builder cgroup, ContainerDesire container, int numaNode) {
    var home = container.seen().home();
    var cpus =
        seen.machine().numa().nodes().stream()
            .filter(node -> node.id() == numaNode)
            .map(node -> node.cpus())
            .findFirst()
            .orElse(CpuList.of());
    if (isFree(home, Cpuset.MEMS.file())) {
      cgroup.knob(Cpuset.MEMS, CpuList.of(numaNode));
    }
    if (isFree(home, Cpuset.CPUS.file()) && !cpus.isEmpty()) {
      cgroup.knob(Cpuset.CPUS, cpus);
    }
  }

  private boolean isFree(CgroupPath home, String file) {
    return seen.originals()
        .knob(home, file)
        .or(() -> seen.knob(home, file))
        .filter(String::isEmpty)
        .isPresent();
  }
}
