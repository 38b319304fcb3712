package io.audionode.agent.desired;

import io.audionode.agent.model.NodeSnapshot;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.Limit;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Protection where a container already is: the same memory knobs on its own cgroup, and its minimum
 * on every ancestor, without which the kernel grants nothing.
 *
 * <p>Limits are kubelet's and stay. Cpus and memory nodes stay too, unless somebody named the NUMA
 * node that the pod belongs on: writing {@code cpuset.mems} moves the pages inside write(2), and
 * the kernel refuses (ENOSPC, seen on 6.1) to empty a cpuset again while it has processes, so that
 * only what it meant can be put back.
 */
final class InPlacePolicy {
  private final NodeSnapshot seen;
  private final Ancestors ancestors;
  private final Held held;

  InPlacePolicy(NodeSnapshot seen, Ancestors ancestors) {
    this.seen = seen;
    this.ancestors = ancestors;
    this.held = new Held(seen);
  }

  /**
   * @param roots the thread roots of all pods
   */
  List<DesiredCgroup> cgroups(
      List<PodDesire> pods, List<Relocation> relocations, Map<CgroupPath, ThreadRoot> roots) {
    var cgroups = new ArrayList<DesiredCgroup>();
    SortedMap<CgroupPath, Bytes> above = new TreeMap<>();
    for (var pod : pods) {
      pod.containers(Adoption.IN_PLACE)
          .forEach(container -> cgroups.addAll(container(pod, container, relocations, roots)));
      var home = pod.seen().home();
      if (home != null) {
        var minimum =
            pod.wish().hold() ? held.minimumInPlace(pod.seen()) : pod.granted(Adoption.IN_PLACE);
        above.merge(home, minimum, Bytes::plus);
        home.ancestors().forEach(ancestor -> above.merge(ancestor, minimum, Bytes::plus));
      }
    }
    above.values().removeIf(Bytes.ZERO::equals);
    ancestors.retain(above.keySet());
    above.forEach((path, minimum) -> addAncestor(cgroups, path, minimum));
    return cgroups;
  }

  private List<DesiredCgroup> container(
      PodDesire pod,
      ContainerDesire container,
      List<Relocation> relocations,
      Map<CgroupPath, ThreadRoot> roots) {
    var home = container.seen().home();
    var cgroup =
        DesiredCgroup.foreign(home, "in place: container of " + pod.seen().pod().title())
            .knob(Memory.MIN, Limit.of(container.granted()))
            .knob(Memory.SWAP_MAX, pod.wish().swapMax());
    relocations.stream().filter(r -> r.home().equals(home)).forEach(r -> r.narrow(cgroup));
    var root = roots.get(home);
    if (root == null || root.classes().isEmpty()) {
      return List.of(cgroup.build());
    }
    cgroup.controllers(InPlaceThreads.controllers(seen, home));
    return Stream.concat(Stream.of(cgroup.build()), InPlaceThreads.cgroups(seen, root).stream())
        .toList();
  }

  private void addAncestor(List<DesiredCgroup> cgroups, CgroupPath path, Bytes minimum) {
    cgroups.add(
        DesiredCgroup.foreign(path, "in place: minima below need it")
            .knob(Memory.MIN, ancestors.minimum(seen, path, minimum))
            .build());
  }
}
