package io.audionode.agent.report.status;

import io.audionode.agent.model.ContainerKind;
import io.audionode.agent.model.Homes;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.SeenPod;
import io.audionode.agent.model.SeenProcess;
import io.audionode.agent.model.Subtree;
import io.audionode.agent.plan.Action;
import io.audionode.cgroupfs.proc.ProcessId;
import io.audionode.cgroupfs.proc.ThreadId;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which pod a cgroup, a process or an action belongs to, in one snapshot. */
public final class Owners {
  private static final int POD_LEVEL = 2;

  private final NodeSnapshot seen;
  private final Homes homes;
  private final Map<CgroupPath, SeenPod> byHome = new HashMap<>();
  private final Map<String, SeenPod> byName = new HashMap<>();

  public Owners(NodeSnapshot seen) {
    this.seen = seen;
    this.homes = new Homes(seen);
    for (var pod : seen.pods()) {
      byName.put("pod" + pod.pod().uid(), pod);
      if (pod.home() != null) {
        byHome.put(pod.home(), pod);
      }
    }
  }

  /** The pod whose home, or whose place in the subtree, the cgroup is or lies below. */
  public Optional<SeenPod> of(CgroupPath path) {
    if (Subtree.contains(path)) {
      var names = path.segments();
      return names.size() > POD_LEVEL
          ? Optional.ofNullable(byName.get(names.get(POD_LEVEL)))
          : Optional.empty();
    }
    var up = Optional.of(path);
    while (up.isPresent() && !byHome.containsKey(up.get())) {
      up = up.get().parent();
    }
    return up.map(byHome::get);
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
      case Action.SetDevicePrograms set -> of(set.cgroup());
      case Action.MoveProcess(var process, var _, var to, var _) ->
          of(to).or(() -> ofProcess(process));
      case Action.MoveThread(var _, var _, var _, var to, var _) -> of(to);
      case Action.SetScheduling(var thread, var _, var _, var _, var _) -> ofThread(thread);
      case Action.WriteOomScoreAdj write -> ofProcess(write.process());
      case Action.Reclaim(var cgroup, var _, var _) -> of(cgroup);
      case Action.MigratePages migrate -> of(migrate.cgroup());
      case Action.StopMigration(var cgroup, var _) -> of(cgroup);
      case Action.Remove(var cgroup, var _) -> of(cgroup);
      case Action.WriteSwappiness _, Action.Forget _ -> Optional.empty();
    };
  }

  /** The processes of every pod's own programs, by UID; those of a sandbox are nobody's. */
  public Map<String, List<SeenProcess>> processes() {
    var byUid = new HashMap<String, List<SeenProcess>>();
    for (var process : seen.processes()) {
      of(process)
          .filter(pod -> !inSandbox(pod, process))
          .ifPresent(pod -> add(byUid, pod, process));
    }
    return byUid;
  }

  /** The cgroups of every pod among these, by UID and in the same order. */
  Map<String, List<CgroupPath>> cgroups(Collection<CgroupPath> paths) {
    var byUid = new HashMap<String, List<CgroupPath>>();
    paths.forEach(path -> of(path).ifPresent(pod -> add(byUid, pod, path)));
    return byUid;
  }

  private static <T> void add(Map<String, List<T>> byUid, SeenPod pod, T one) {
    byUid.computeIfAbsent(pod.pod().uid(), _ -> new ArrayList<>()).add(one);
  }

  private static boolean inSandbox(SeenPod pod, SeenProcess process) {
    return pod.containers().stream()
        .anyMatch(
            container ->
                container.kind() != ContainerKind.APP
                    && process.cgroup().startsWith(container.home()));
  }

  private Optional<SeenPod> ofProcess(ProcessId id) {
    return seen.processes().stream()
        .filter(process -> process.id().equals(id))
        .findFirst()
        .flatMap(this::of);
  }

  private Optional<SeenPod> ofThread(ThreadId id) {
    return seen.threads().stream()
        .filter(thread -> thread.id().equals(id))
        .findFirst()
        .flatMap(thread -> of(thread.cgroup()));
  }
}
