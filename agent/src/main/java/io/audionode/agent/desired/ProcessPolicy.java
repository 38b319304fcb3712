package io.audionode.agent.desired;

import io.audionode.agent.config.Profile;
import io.audionode.agent.desired.DesiredNode.DesiredProcess;
import io.audionode.agent.model.Homes;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.Original;
import io.audionode.agent.model.SeenProcess;
import io.audionode.cgroupfs.proc.ProcessId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
    var processes = new HashMap<ProcessId, DesiredProcess>();
    for (var process : seen.processes()) {
      homes
          .of(process)
          .ifPresent(
              home ->
                  pods.stream()
                      .filter(pod -> !pod.wish().hold())
                      .flatMap(
                          pod ->
                              pod.containers().stream()
                                  .filter(container -> home.startsWith(container.seen().home()))
                                  .map(container -> desire(pod, container, process)))
                      .findFirst()
                      .ifPresent(desired -> processes.put(process.id(), desired)));
    }
    return processes;
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
