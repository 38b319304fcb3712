package io.audionode.agent.desired;

import io.audionode.agent.config.Profile;
import io.audionode.agent.desired.DesiredNode.DesiredProcess;
import io.audionode.agent.model.Homes;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.Original;
import io.audionode.agent.model.SeenProcess;
import io.audionode.cgroupfs.proc.ProcessId;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where each process of an audio pod runs, and how ready the OOM killer is to take it. */
final class ProcessPolicy {
  /**
   * The highest {@code oom_score_adj} that a process has while memory pressure hurts its pod: what
   * kubelet gives Guaranteed pods.
   */
  static final int UNDER_PRESSURE = Original.OomScoreAdj.UNDER_PRESSURE;

  private final NodeSnapshot seen;
  private final Homes homes;

  ProcessPolicy(NodeSnapshot seen) {
    this.seen = seen;
    this.homes = new Homes(seen);
  }

  Map<ProcessId, DesiredProcess> processes(List<PodDesire> pods) {
    var served = new HashMap<CgroupPath, Served>();
    for (var pod : pods) {
      if (!pod.wish().hold()) {
        pod.containers().forEach(c -> served.putIfAbsent(c.seen().home(), new Served(pod, c)));
      }
    }
    var processes = new HashMap<ProcessId, DesiredProcess>();
    for (var process : seen.processes()) {
      homes
          .of(process)
          .flatMap(home -> at(home, served))
          .ifPresent(
              one -> processes.put(process.id(), desire(one.pod(), one.container(), process)));
    }
    return processes;
  }

  private record Served(PodDesire pod, ContainerDesire container) {}

  /** Whose home it is or lies below. */
  private static Optional<Served> at(CgroupPath home, Map<CgroupPath, Served> served) {
    var path = Optional.of(home);
    while (path.isPresent() && !served.containsKey(path.get())) {
      path = path.flatMap(CgroupPath::parent);
    }
    return path.map(served::get);
  }

  private DesiredProcess desire(PodDesire pod, ContainerDesire container, SeenProcess process) {
    var lasting = lastingOomScoreAdj(pod.wish(), process);
    var hurt = isKeptFromOomKiller(pod) && !process.isNotYetScored();
    return new DesiredProcess(
        container.place(),
        container.seen().home(),
        hurt ? Math.min(lasting, UNDER_PRESSURE) : lasting,
        lasting,
        container.reason(),
        hurt ? "memory pressure hurts its pod" : "profile or annotation");
  }

  /**
   * The lower of kubelet's value and the profile's; only an author's own word may raise it. What a
   * runtime is about to overwrite is left alone: it is nobody's wish, and no value to go back to.
   */
  private int lastingOomScoreAdj(Wish wish, SeenProcess process) {
    if (process.isNotYetScored()) {
      return process.oomScoreAdj();
    }
    if (wish.oomScoreAdjForced()) {
      return wish.oomScoreAdj();
    }
    var kubelets = homes.oomScoreAdj(process).orElse(process.oomScoreAdj());
    return Math.min(kubelets, wish.oomScoreAdj());
  }

  private boolean isKeptFromOomKiller(PodDesire pod) {
    return pod.wish().profile().reacts(Profile.Reaction.OOM)
        && !pod.wish().oomScoreAdjForced()
        && seen.alarms().pods().contains(pod.seen().pod().uid());
  }
}
