package io.audionode.agent.model.thread;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;

/**
 * What the threads of all classes have used.
 *
 * @param at wall clock
 * @param nanos monotonic clock
 */
public record ThreadLook(Instant at, long nanos, List<PodThreads> pods) {
  public ThreadLook {
    requireNonNull(at, "at is null");
    pods = List.copyOf(pods);
  }
}
