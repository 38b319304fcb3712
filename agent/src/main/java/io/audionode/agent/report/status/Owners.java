package io.audionode.agent.report.status;

import io.audionode.agent.model.Homes;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.SeenPod;
import io.audionode.agent.model.SeenProcess;
import io.audionode.agent.model.Subtree;
import io.audionode.agent.plan.Action;
import io.audionode.cgroupfs.proc.ProcessId;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.List;
import java.util.Optional;

/** Which pod a cgroup, a process or an action belongs to, in one snapshot. */
public final class Owners {
  private static final int POD_LEVEL = 2;

  private final NodeSnapshot seen;
  private final Homes homes;

  public Owners(NodeSnapshot seen) {
    this.seen = seen;
    this.homes = new Homes(seen);
  }

  /** The pod whose home, or whose place in the subtree, the cgroup is or lies below. */
  public Optional<SeenPod> of(CgroupPath path) {
    return seen.pods().stream().filter(pod -> owns(pod, path)).findFirst();
  }

  /** The pod that a process came from, wherever it runs now. */
  public Optional<SeenPod> of(SeenProcess process) {
    return of(process.cgroup()).or(() -> homes.of(process).flatMap(this::of));
  }

  /** The pod that an action is for; empty when it is for the node. */
  public Optional<SeenPod> of(Action action) {
    return switch (action) {
      case Action.Create(var cgroup, var _) -> of(cgroup);
      case Action.MakeThreaded(var cgroup, var _) -> of(cgroup);
      case Action.SetControllers set -> of(set.cgroup());
      case Action.WriteKnob write -> of(write.cgroup());
      case Action.MoveProcess(var process, var _, var to, var _) ->
          of(to).or(() -> ofProcess(process));
      case Action.WriteOomScoreAdj write -> ofProcess(write.process());
      case Action.Remove(var cgroup, var _) -> of(cgroup);
      case Action.WriteSwappiness _, Action.Forget _ -> Optional.empty();
    };
  }

  /** The processes of a pod's own programs; those of its sandbox are not the pod's. */
  List<SeenProcess> processes(SeenPod pod) {
    return seen.processes().stream()
        .filter(process -> of(process).filter(pod::equals).isPresent())
        .filter(process -> !inSandbox(pod, process))
        .toList();
  }

  private static boolean inSandbox(SeenPod pod, SeenProcess process) {
    return pod.containers().stream()
        .anyMatch(
            container -> container.sandbox() && process.cgroup().startsWith(container.home()));
  }

  private Optional<SeenPod> ofProcess(ProcessId id) {
    return seen.processes().stream()
        .filter(process -> process.id().equals(id))
        .findFirst()
        .flatMap(this::of);
  }

  private static boolean owns(SeenPod pod, CgroupPath path) {
    var home = pod.home();
    return (home != null && path.startsWith(home)) || isPlace(path, pod.pod().uid());
  }

  /** Whether a cgroup is {@code audio/node<N>/pod<uid>} or lies below it. */
  static boolean isPlace(CgroupPath path, String uid) {
    var names = path.segments();
    return Subtree.contains(path)
        && names.size() > POD_LEVEL
        && names.get(POD_LEVEL).equals("pod" + uid);
  }
}
