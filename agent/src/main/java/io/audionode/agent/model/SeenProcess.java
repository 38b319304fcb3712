package io.audionode.agent.model;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.proc.ProcessId;
import io.audionode.cgroupfs.tree.CgroupPath;

/**
 * A process of an audio pod.
 *
 * @param parent the parent's PID in the agent's PID namespace, 0 when it is outside
 * @param comm the command's name, at most 15 bytes
 * @param cgroup where the kernel has it now
 */
public record SeenProcess(
    ProcessId id, int parent, String comm, int oomScoreAdj, CgroupPath cgroup) {
  public SeenProcess {
    requireNonNull(id, "id is null");
    requireNonNull(comm, "comm is null");
    requireNonNull(cgroup, "cgroup is null");
  }
}
