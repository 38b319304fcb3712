package io.audionode.agent.model.memory;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;

/**
 * What one pod has.
 *
 * @param at when it was read, wall clock
 * @param nanos when it was read, monotonic clock
 * @param cgroups those that are still there
 * @param processes those that still run, the largest first
 * @param unread how many more processes there are, of which nothing was read
 * @param problems cgroups that are there and cannot be read; what is said of the pod as a whole
 *     lacks them
 */
public record PodMemory(
    WatchedPod pod,
    Instant at,
    long nanos,
    List<CgroupMemory> cgroups,
    List<ProcessMemory> processes,
    int unread,
    List<String> problems) {
  public PodMemory {
    requireNonNull(pod, "pod is null");
    requireNonNull(at, "at is null");
    cgroups = List.copyOf(cgroups);
    processes = List.copyOf(processes);
    problems = List.copyOf(problems);
  }

  /** The pod's own cgroups: their counters add up to all that is charged to it. */
  public List<CgroupMemory> whole() {
    return cgroups.stream().filter(cgroup -> cgroup.cgroup().whole()).toList();
  }
}
