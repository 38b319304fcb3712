package io.audionode.agent.model;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.proc.SchedAttr;
import io.audionode.cgroupfs.proc.ThreadId;
import io.audionode.cgroupfs.tree.CgroupPath;

/**
 * A thread of an audio pod.
 *
 * @param process its process's PID
 * @param comm the thread's own name, at most 15 bytes
 * @param mayTake the highest real-time priority that it might take by itself: 99 with CAP_SYS_NICE,
 *     else RLIMIT_RTPRIO, 0 for none
 * @param cgroup where the kernel had it
 */
public record SeenThread(
    ThreadId id, int process, String comm, SchedAttr scheduling, int mayTake, CgroupPath cgroup) {
  public SeenThread {
    requireNonNull(id, "id is null");
    requireNonNull(comm, "comm is null");
    requireNonNull(scheduling, "scheduling is null");
    requireNonNull(cgroup, "cgroup is null");
  }

  /** The same thread with another scheduling. */
  public SeenThread scheduledAs(SchedAttr other) {
    return new SeenThread(id, process, comm, other, mayTake, cgroup);
  }
}
