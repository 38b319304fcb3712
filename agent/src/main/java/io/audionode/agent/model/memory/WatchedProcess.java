package io.audionode.agent.model.memory;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.proc.ProcessId;
import io.audionode.cgroupfs.tree.CgroupPath;

/**
 * A process of one pod.
 *
 * @param comm the command's name, at most 15 bytes
 * @param cgroup where the last run of the loop saw it
 */
public record WatchedProcess(ProcessId id, String comm, CgroupPath cgroup) {
  public WatchedProcess {
    requireNonNull(id, "id is null");
    requireNonNull(comm, "comm is null");
    requireNonNull(cgroup, "cgroup is null");
  }
}
