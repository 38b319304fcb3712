package io.audionode.agent.plan;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What others changed of the agent's, in one run.
 *
 * @param news what is told of this run: each repair, and each time that one is put off
 * @param left files that are left as somebody else wrote them for now; relative to the cgroup
 *     mount, as {@code audio/node0/memory.min}, when they are not absolute
 * @param warnings about those who change something again and again
 * @param next when the first of those left is set again; empty when nothing is left
 */
public record Disputes(
    List<Drift> news, Set<String> left, List<String> warnings, Optional<Duration> next) {
  public static final Disputes NONE =
      new Disputes(List.of(), Set.of(), List.of(), Optional.empty());

  public Disputes {
    news = List.copyOf(news);
    left = Set.copyOf(left);
    warnings = List.copyOf(warnings);
  }
}
