package io.audionode.cgroupfs.proc;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.sys.KernelException.Malformed;

/**
 * {@code /proc/PID/task/TID/stat}: what {@link ProcStat} has, for one thread.
 *
 * @param comm the thread's own name
 * @param startTicks clock ticks after boot
 */
public record TaskStat(
    int tid,
    String comm,
    char state,
    long minorFaults,
    long majorFaults,
    long cpuTicks,
    long startTicks,
    Scheduling scheduling) {
  public TaskStat {
    requireNonNull(comm, "comm is null");
    requireNonNull(scheduling, "scheduling is null");
  }

  public static TaskStat parse(String text) throws Malformed {
    var stat = ProcStat.parse(text);
    return new TaskStat(
        stat.pid(),
        stat.comm(),
        stat.state(),
        stat.minorFaults(),
        stat.majorFaults(),
        stat.cpuTicks(),
        stat.startTicks(),
        stat.scheduling());
  }
}
