package io.audionode.agent.desired;

import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.SeenCgroup;
import io.audionode.agent.model.Subtree;
import io.audionode.cgroupfs.cpuset.Cpuset;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.cgroupfs.tree.CgroupType;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What cannot be given to anybody else, since it is not for this run to take: cpus of pods on hold,
 * of pods that cannot be read, and those that kubelet gave to containers. Pure.
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

  /** The cpus of each class of these pods that has some of its own and keeps them. */
  SortedMap<CgroupPath, CpuList> exclusive(List<PodDesire> pods) {
    var fixed = new TreeMap<CgroupPath, CpuList>();
    for (var pod : pods) {
      if (isFixed(seen, pod)) {
        fixed.putAll(present(pod));
      }
      if (isHidden(pod)) {
        fixed.putAll(remembered(pod));
      }
    }
    return fixed;
  }

  private SortedMap<CgroupPath, CpuList> remembered(PodDesire pod) {
    var cpus = new TreeMap<CgroupPath, CpuList>();
    if (before != null) {
      before
          .nodes()
          .values()
          .forEach(
              node ->
                  node.exclusive()
                      .forEach((path, own) -> putIfOf(pod, node.numaNode(), path, own, cpus)));
    }
    return cpus;
  }

  private static void putIfOf(
      PodDesire pod,
      int numaNode,
      CgroupPath path,
      CpuList own,
      SortedMap<CgroupPath, CpuList> cpus) {
    if (path.startsWith(Subtree.pod(numaNode, pod.seen().pod().uid()))) {
      cpus.put(path, own);
    }
  }

  /** Whatever was configured when it was put on hold: what {@code main} lacks is a class's own. */
  private SortedMap<CgroupPath, CpuList> present(PodDesire pod) {
    var cpus = new TreeMap<CgroupPath, CpuList>();
    var top = Subtree.pod(pod.numaNode(), pod.seen().pod().uid());
    seen.cgroups().values().stream()
        .filter(cgroup -> cgroup.type() == CgroupType.THREADED)
        .map(SeenCgroup::path)
        .filter(path -> path.startsWith(top) && !path.name().equals(Subtree.MAIN))
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
   * What kubelet gave to one container alone, of whichever pod: as its CPU manager says, and as the
   * audio pods' own cpusets say where it cannot be read.
   */
  CpuList kubelets(List<PodDesire> pods) {
    var limits = new Limits(seen);
    var ofAudio =
        pods.stream()
            .flatMap(pod -> pod.containers().stream().map(container -> limits.pin(container, pod)))
            .filter(CpuPin::exclusive)
            .map(CpuPin::cpus)
            .reduce(CpuList.EMPTY, CpuList::union);
    var ofHidden =
        before == null || pods.stream().noneMatch(this::isHidden)
            ? CpuList.EMPTY
            : before.kubelets();
    return seen.machine().reserves().assigned().union(ofAudio).union(ofHidden);
  }
}
