package io.audionode.agent.model;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.proc.ProcessId;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.regex.Pattern;

/**
 * A process of an audio pod.
 *
 * @param parent the parent's PID in the agent's PID namespace, 0 when it is outside
 * @param comm the command's name, at most 15 bytes
 * @param cgroup where the kernel has it now
 */
public record SeenProcess(
    ProcessId id, int parent, String comm, int oomScoreAdj, CgroupPath cgroup) {
  private static final Pattern NOT_YET_SCORED = Pattern.compile("runc|crun|youki|exe|[0-9]+");

  public SeenProcess {
    requireNonNull(id, "id is null");
    requireNonNull(comm, "comm is null");
    requireNonNull(cgroup, "cgroup is null");
  }

  /**
   * Whether its {@code oom_score_adj} may still be its parent's: a runtime that has been started
   * and not yet told what to become. runc calls itself {@code runc:[0:PARENT]} right after it has
   * set the container's (libcontainer/nsenter/nsexec.c); before, its name is its file's, or that of
   * the descriptor it was executed from.
   */
  public boolean isNotYetScored() {
    return NOT_YET_SCORED.matcher(comm).matches();
  }
}
