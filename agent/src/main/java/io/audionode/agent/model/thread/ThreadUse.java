package io.audionode.agent.model.thread;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.model.SeenThread;
import java.time.Duration;

/**
 * What a thread of a class has used and suffered since it began.
 *
 * @param threadClass the class's name
 * @param majorFaults pages that had to be read from a disk or from swap while it waited
 * @param ran time on a cpu
 * @param waited time ready to run, on a run queue; zero in a kernel without CONFIG_SCHED_INFO
 */
public record ThreadUse(
    SeenThread thread, String threadClass, long majorFaults, Duration ran, Duration waited) {
  public ThreadUse {
    requireNonNull(thread, "thread is null");
    requireNonNull(threadClass, "threadClass is null");
    requireNonNull(ran, "ran is null");
    requireNonNull(waited, "waited is null");
  }
}
