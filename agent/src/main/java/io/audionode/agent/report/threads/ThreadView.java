package io.audionode.agent.report.threads;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.model.thread.ThreadUse;
import java.time.Duration;

/**
 * One thread of a class.
 *
 * @param name the thread's own
 * @param policy of sched(7), with the priority or nice value if any
 * @param cgroup where it is
 * @param majorFaults since it began
 * @param ranSeconds time on a cpu since it began
 * @param waitedSeconds time ready to run, on a run queue, since it began
 */
public record ThreadView(
    int tid,
    int pid,
    String name,
    String threadClass,
    String policy,
    String cgroup,
    long majorFaults,
    double ranSeconds,
    double waitedSeconds) {
  private static final double NANOS_PER_SECOND = 1e9;

  public ThreadView {
    requireNonNull(name, "name is null");
    requireNonNull(threadClass, "threadClass is null");
    requireNonNull(policy, "policy is null");
    requireNonNull(cgroup, "cgroup is null");
  }

  static ThreadView of(ThreadUse use) {
    var thread = use.thread();
    return new ThreadView(
        thread.id().tid(),
        thread.process(),
        thread.comm(),
        use.threadClass(),
        thread.scheduling().text(),
        thread.cgroup().toString(),
        use.majorFaults(),
        seconds(use.ran()),
        seconds(use.waited()));
  }

  private static double seconds(Duration duration) {
    return (double) duration.toNanos() / NANOS_PER_SECOND;
  }
}
