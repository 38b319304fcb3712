package io.audionode.agent.report.status;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.desired.DesiredNode;
import io.audionode.agent.model.Excerpt;
import io.audionode.agent.model.SeenProcess;

/**
 * One process of a pod.
 *
 * @param comm the command's name, made fit for print
 * @param cgroup where the kernel had it
 * @param oomScoreAdj wanted and seen; nothing is wanted for a pod on hold
 */
public record ProcessView(int pid, String comm, String cgroup, Setting oomScoreAdj) {
  public ProcessView {
    requireNonNull(comm, "comm is null");
    requireNonNull(cgroup, "cgroup is null");
    requireNonNull(oomScoreAdj, "oomScoreAdj is null");
  }

  static ProcessView of(SeenProcess process, DesiredNode desired) {
    var wanted = desired.processes().get(process.id());
    return new ProcessView(
        process.id().pid(),
        Excerpt.of(process.comm()),
        process.cgroup().toString(),
        Setting.of(wanted == null ? null : wanted.oomScoreAdj(), process.oomScoreAdj()));
  }
}
