package io.audionode.agent.model;

import io.audionode.cgroupfs.proc.SchedAttr;
import io.audionode.cgroupfs.proc.ThreadId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the agent gave threads, and what they had before. Immutable. */
public final class Schedulings {
  private final Map<ThreadId, List<Original.ThreadScheduling>> byThread;

  public Schedulings(Originals originals) {
    byThread =
        originals
            .each(Original.ThreadScheduling.class)
            .collect(Collectors.groupingBy(Original.ThreadScheduling::thread));
  }

  /** Whether the agent gave the thread anything. */
  public boolean gave(ThreadId thread) {
    return byThread.containsKey(thread);
  }

  /** What the thread had before the agent first gave it anything. */
  public Optional<SchedAttr> found(ThreadId thread) {
    return byThread.getOrDefault(thread, List.of()).stream()
        .findFirst()
        .map(Original.ThreadScheduling::found);
  }

  /** Whether what the thread has is what the agent gave it, at any time. */
  public boolean isGiven(ThreadId thread, SchedAttr now) {
    return byThread.getOrDefault(thread, List.of()).stream()
        .anyMatch(original -> original.given().equals(now));
  }
}
