package io.audionode.agent.report.threads;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.model.Pod;
import io.audionode.agent.model.thread.ThreadUse;
import java.time.Duration;

/**
 * What a thread suffered between two looks.
 *
 * @param majorFaults pages that had to be read while it waited
 * @param waited on a run queue
 * @param over the time between the looks
 */
public record ThreadGrowth(
    Pod pod, ThreadUse use, long majorFaults, Duration waited, Duration over) {
  public ThreadGrowth {
    requireNonNull(pod, "pod is null");
    requireNonNull(use, "use is null");
    requireNonNull(waited, "waited is null");
    requireNonNull(over, "over is null");
  }
}
