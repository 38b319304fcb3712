package io.audionode.agent.observe;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.model.ContainerKind;
import io.audionode.agent.model.ContainerSpec;
import io.audionode.agent.model.Pod;
import io.audionode.agent.model.SeenProcess;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Tells a pod's sandbox from its containers. What was told once of a directory stays, since the
 * evidence goes: an ended sandbox has no processes, and a placed container none at home.
 *
 * <p>Remembers from one look to the next, so one instance serves all of them, on one thread.
 */
final class ContainerKinds {
  /** kubelet gives it to sandboxes and to nothing else (pkg/kubelet/qos/policy.go). */
  private static final int SANDBOX_OOM_SCORE_ADJ = -998;

  private static final String SANDBOX_COMM = "pause";

  private final Map<Directory, ContainerKind> told = new HashMap<>();
  private final Set<Directory> met = new HashSet<>();

  /** A directory, and not another one of the same name. */
  record Directory(CgroupPath home, long inode) {}

  /**
   * What is seen of one.
   *
   * @param processes those in it, with the scores they were found with
   * @param placed whether processes of it are in the audio subtree
   */
  record Evidence(Directory directory, String id, List<SeenProcess> processes, boolean placed) {
    Evidence {
      requireNonNull(directory, "directory is null");
      requireNonNull(id, "id is null");
      processes = List.copyOf(processes);
    }
  }

  /** The kinds of all directories of a pod, in their order. */
  Map<Directory, ContainerKind> of(Pod pod, List<Evidence> containers) {
    var kinds = new LinkedHashMap<Directory, ContainerKind>();
    for (var one : containers) {
      met.add(one.directory());
      var kind = Optional.ofNullable(told.get(one.directory())).or(() -> tell(pod, one));
      kind.ifPresent(it -> told.put(one.directory(), it));
      kinds.put(one.directory(), kind.orElse(ContainerKind.UNKNOWN));
    }
    if (containers.stream().anyMatch(one -> isRunningSandbox(one, kinds))) {
      // A pod has one sandbox, and it is made before the others.
      kinds.replaceAll((_, kind) -> kind == ContainerKind.UNKNOWN ? ContainerKind.APP : kind);
    }
    return kinds;
  }

  /** Forgets what was not met since the last time. */
  void endOfLook() {
    told.keySet().retainAll(met);
    met.clear();
  }

  private static boolean isRunningSandbox(Evidence one, Map<Directory, ContainerKind> kinds) {
    return kinds.get(one.directory()) == ContainerKind.SANDBOX && !one.processes().isEmpty();
  }

  private static Optional<ContainerKind> tell(Pod pod, Evidence container) {
    if (container.placed() || isNamed(pod, container.id())) {
      return Optional.of(ContainerKind.APP);
    }
    var telling =
        container.processes().stream().filter(process -> !process.isNotYetScored()).toList();
    if (telling.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        telling.stream().allMatch(ContainerKinds::isOfSandbox)
            ? ContainerKind.SANDBOX
            : ContainerKind.APP);
  }

  /** A pod's status lists its containers and not its sandbox. */
  private static boolean isNamed(Pod pod, String id) {
    return Stream.concat(pod.containers().stream(), pod.initContainers().stream())
        .map(ContainerSpec::id)
        .anyMatch(id::equals);
  }

  private static boolean isOfSandbox(SeenProcess process) {
    return process.oomScoreAdj() == SANDBOX_OOM_SCORE_ADJ || process.comm().equals(SANDBOX_COMM);
  }
}
