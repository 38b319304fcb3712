package io.audionode.agent.observe.memory;

import io.audionode.agent.model.ContainerKind;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.SeenCgroup;
import io.audionode.agent.model.SeenPod;
import io.audionode.agent.model.SeenProcess;
import io.audionode.agent.model.memory.WatchedCgroup;
import io.audionode.agent.model.memory.WatchedPod;
import io.audionode.agent.model.memory.WatchedProcess;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.cgroupfs.tree.CgroupType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where the memory of the pods of one snapshot is charged. Pure. */
public final class WatchedPods {
  private static final int POD_LEVEL = 3;

  /** Far more than a pod has containers. */
  private static final int MOST_CGROUPS = 16;

  private final NodeSnapshot seen;
  private final Map<String, Integer> numaNodes;

  private WatchedPods(NodeSnapshot seen, Map<String, Integer> numaNodes) {
    this.seen = seen;
    this.numaNodes = numaNodes;
  }

  /**
   * Every pod that asks.
   *
   * @param numaNodes the one that each served pod belongs to, by UID
   * @param processes those of every pod's own programs, by UID
   */
  public static List<WatchedPod> of(
      NodeSnapshot seen, Map<String, Integer> numaNodes, Map<String, List<SeenProcess>> processes) {
    var pods = new WatchedPods(seen, numaNodes);
    return seen.pods().stream()
        .map(pod -> pods.watched(pod, processes.getOrDefault(pod.pod().uid(), List.of())))
        .toList();
  }

  private WatchedPod watched(SeenPod seenPod, List<SeenProcess> processes) {
    var pod = seenPod.pod();
    return new WatchedPod(
        pod.uid(),
        pod.namespace(),
        pod.name(),
        numaNodes.get(pod.uid()),
        Stream.of(whole(seenPod), containers(seenPod))
            .flatMap(some -> some)
            .limit(MOST_CGROUPS)
            .toList(),
        processes.stream()
            .map(process -> new WatchedProcess(process.id(), process.comm(), process.cgroup()))
            .toList(),
        shared(pod.uid()));
  }

  /** Its home below kubepods and its place in the subtree, none of which is in another. */
  private Stream<WatchedCgroup> whole(SeenPod pod) {
    return Stream.concat(
            Optional.ofNullable(pod.home()).flatMap(seen::cgroup).stream(),
            inSubtree(pod.pod().uid()).filter(cgroup -> level(cgroup) == POD_LEVEL))
        .filter(WatchedPods::isDomain)
        .map(cgroup -> new WatchedCgroup(cgroup.path(), cgroup.inode(), true));
  }

  private Stream<WatchedCgroup> containers(SeenPod pod) {
    var homes =
        pod.containers().stream()
            .filter(container -> container.kind() != ContainerKind.SANDBOX)
            .flatMap(container -> seen.cgroup(container.home()).stream());
    return Stream.concat(
            inSubtree(pod.pod().uid()).filter(cgroup -> level(cgroup) == POD_LEVEL + 1), homes)
        .filter(WatchedPods::isDomain)
        .map(cgroup -> new WatchedCgroup(cgroup.path(), cgroup.inode(), false));
  }

  /** A threaded cgroup is charged to the domain above it. */
  private @Nullable CgroupPath shared(String uid) {
    return inSubtree(uid)
        .filter(cgroup -> level(cgroup) == POD_LEVEL && cgroup.type() == CgroupType.THREADED)
        .flatMap(cgroup -> cgroup.path().parent().stream())
        .findFirst()
        .orElse(null);
  }

  private Stream<SeenCgroup> inSubtree(String uid) {
    return seen.cgroups().ofSubtree("pod" + uid).stream()
        .filter(cgroup -> level(cgroup) == POD_LEVEL)
        .flatMap(cgroup -> seen.cgroups().from(cgroup.path()));
  }

  private static int level(SeenCgroup cgroup) {
    return cgroup.path().segments().size();
  }

  private static boolean isDomain(SeenCgroup cgroup) {
    return cgroup.type() == CgroupType.DOMAIN || cgroup.type() == CgroupType.DOMAIN_THREADED;
  }
}
