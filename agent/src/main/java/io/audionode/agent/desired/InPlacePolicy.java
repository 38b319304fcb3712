package io.audionode.agent.desired;

import io.audionode.agent.model.NodeSnapshot;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.Limit;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Protection where a container already is: the same memory knobs on its own cgroup, and its minimum
 * on every ancestor, without which the kernel grants nothing.
 *
 * <p>Limits are kubelet's and stay. Cpus and memory nodes stay too: writing {@code cpuset.mems}
 * moves the pages inside write(2), and the kernel refuses (ENOSPC, seen on 6.1) to empty a cpuset
 * again while it has processes, so that it could not be put back.
 */
final class InPlacePolicy {
  private final NodeSnapshot seen;
  private final Held held;

  InPlacePolicy(NodeSnapshot seen) {
    this.seen = seen;
    this.held = new Held(seen);
  }

  List<DesiredCgroup> cgroups(List<PodDesire> pods) {
    var cgroups = new ArrayList<DesiredCgroup>();
    SortedMap<CgroupPath, Bytes> above = new TreeMap<>();
    for (var pod : pods) {
      pod.containers(Adoption.IN_PLACE)
          .forEach(container -> cgroups.add(container(pod, container)));
      var home = pod.seen().home();
      if (home != null) {
        var minimum =
            pod.wish().hold() ? held.minimumInPlace(pod.seen()) : pod.granted(Adoption.IN_PLACE);
        above.merge(home, minimum, Bytes::plus);
        home.ancestors().forEach(ancestor -> above.merge(ancestor, minimum, Bytes::plus));
      }
    }
    above.forEach((path, minimum) -> addAncestor(cgroups, path, minimum));
    return cgroups;
  }

  private static DesiredCgroup container(PodDesire pod, ContainerDesire container) {
    return DesiredCgroup.foreign(
            container.seen().home(), "in place: container of " + pod.seen().pod().title())
        .knob(Memory.MIN, Limit.of(container.granted()))
        .knob(Memory.SWAP_MAX, pod.wish().swapMax())
        .build();
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

  /**
   * What kubelet itself had put there: with memory QoS, the requests of all pods, these included.
   */
  private Limit found(CgroupPath path) {
    return seen.found(path, Memory.MIN.file())
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
}
