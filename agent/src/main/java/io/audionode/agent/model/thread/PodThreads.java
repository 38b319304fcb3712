package io.audionode.agent.model.thread;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.model.Pod;
import java.util.List;

/**
 * The threads of one pod's classes at one moment.
 *
 * @param threads of any class
 * @param locking of the processes that have them; none unless the pod's profile wants advice
 */
public record PodThreads(Pod pod, List<ThreadUse> threads, List<Locking> locking) {
  public PodThreads {
    requireNonNull(pod, "pod is null");
    threads = List.copyOf(threads);
    locking = List.copyOf(locking);
  }
}
