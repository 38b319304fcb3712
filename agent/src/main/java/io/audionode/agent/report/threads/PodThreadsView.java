package io.audionode.agent.report.threads;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.model.thread.PodThreads;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * The threads of one pod's classes.
 *
 * @param at when they were read
 * @param threads by class, then by number
 * @param advice what would keep their memory from being waited for; none unless the profile asks
 */
public record PodThreadsView(
    String uid,
    String namespace,
    String name,
    Instant at,
    List<ThreadView> threads,
    List<String> advice) {
  public PodThreadsView {
    requireNonNull(uid, "uid is null");
    requireNonNull(namespace, "namespace is null");
    requireNonNull(name, "name is null");
    requireNonNull(at, "at is null");
    threads = List.copyOf(threads);
    advice = List.copyOf(advice);
  }

  static PodThreadsView of(PodThreads pod, Instant at) {
    return new PodThreadsView(
        pod.pod().uid(),
        pod.pod().namespace(),
        pod.pod().name(),
        at,
        pod.threads().stream()
            .map(ThreadView::of)
            .sorted(Comparator.comparing(ThreadView::threadClass).thenComparingInt(ThreadView::tid))
            .toList(),
        pod.locking().stream().flatMap(process -> MlockAdvice.of(process).stream()).toList());
  }
}
