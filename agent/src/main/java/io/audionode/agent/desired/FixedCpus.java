package io.audionode.agent.desired;

import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.SeenCgroup;
import io.audionode.agent.model.Subtree;
import io.audionode.cgroupfs.cpuset.Cpuset;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.cgroupfs.tree.CgroupType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What cannot be given to anybody else, since it is not for this run to take: cpus of pods on hold,
 * of pods that cannot be read or are not told of yet, and those that kubelet gave to containers.
 * Pure.
 */
final class FixedCpus {
  private final NodeSnapshot seen;
  private final @Nullable CpuShares before;

  /**
   * @param before what was decided last, null in the first run
   */
  FixedCpus(NodeSnapshot seen, @Nullable CpuShares before) {
    this.seen = seen;
    this.before = before;
  }

  /** Whether nobody may write to the pod's cgroups now. */
  static boolean isFixed(NodeSnapshot seen, PodDesire pod) {
    return pod.wish().hold() || seen.gaps().of(pod.seen()).isPresent();
  }

  private boolean isHidden(PodDesire pod) {
    return seen.gaps().of(pod.seen()).isPresent();
  }

  /** The cpus of each class that has some of its own and keeps them, whether its pod is known. */
  SortedMap<CgroupPath, CpuList> exclusive(List<PodDesire> pods) {
    var fixed = new TreeMap<CgroupPath, CpuList>();
    for (var pod : pods) {
      if (isFixed(seen, pod)) {
        fixed.putAll(present(path -> isOf(pod, path)));
      }
      if (isHidden(pod)) {
        fixed.putAll(remembered(path -> isOf(pod, path)));
      }
    }
    if (!seen.gaps().podsComplete()) {
      Predicate<CgroupPath> isMissing =
          path -> Subtree.isOfPod(path) && pods.stream().noneMatch(pod -> isOf(pod, path));
      fixed.putAll(present(isMissing));
      fixed.putAll(remembered(isMissing.and(seen.gaps()::hides)));
    }
    return fixed;
  }

  private static boolean isOf(PodDesire pod, CgroupPath path) {
    return Subtree.isOf(pod.seen().pod().uid(), path);
  }

  private SortedMap<CgroupPath, CpuList> remembered(Predicate<CgroupPath> which) {
    var cpus = new TreeMap<CgroupPath, CpuList>();
    if (before != null) {
      before.nodes().values().forEach(node -> cpus.putAll(node.exclusive()));
    }
    cpus.keySet().removeIf(which.negate());
    return cpus;
  }

  /** Whatever was configured when it was made: what {@code main} lacks is a class's own. */
  private SortedMap<CgroupPath, CpuList> present(Predicate<CgroupPath> which) {
    var cpus = new TreeMap<CgroupPath, CpuList>();
    seen.cgroups().all().stream()
        .filter(cgroup -> cgroup.type() == CgroupType.THREADED)
        .map(SeenCgroup::path)
        .filter(path -> which.test(path) && !path.name().equals(Subtree.MAIN))
        .forEach(
            path -> {
              var own = set(path);
              var main = path.parent().map(root -> set(root.child(Subtree.MAIN)));
              if (!own.isEmpty()
                  && main.filter(m -> !m.isEmpty() && m.intersect(own).isEmpty()).isPresent()) {
                cpus.put(path, own);
              }
            });
    return cpus;
  }

  private CpuList set(CgroupPath path) {
    return seen.knob(path, Cpuset.CPUS.file()).map(CpuList::parse).orElse(CpuList.EMPTY);
  }

  /** A group as it is, or as it was when it could be read. */
  CpuGroup known(CpuGroup group) {
    return before != null && isHidden(group.pod())
        ? before.group(group.root()).orElse(group)
        : group;
  }

  /**
   * What kubelet gave to one container of an audio pod alone, by the pod's uid, as the containers'
   * own cpusets say; of a pod that cannot be seen, as they said.
   */
  Map<String, CpuList> pins(List<PodDesire> pods) {
    var limits = new Limits(seen);
    var pins = new HashMap<String, CpuList>();
    if (before != null) {
      pins.putAll(before.pins());
    }
    if (seen.gaps().podsComplete()) {
      pins.keySet().retainAll(pods.stream().map(pod -> pod.seen().pod().uid()).toList());
    }
    for (var pod : pods) {
      var now =
          pod.containers().stream()
              .map(container -> limits.pin(container, pod))
              .map(CpuPin::own)
              .reduce(CpuList.EMPTY, CpuList::union);
      pins.merge(pod.seen().pod().uid(), now, (was, is) -> isHidden(pod) ? was.union(is) : is);
    }
    return pins;
  }
}
