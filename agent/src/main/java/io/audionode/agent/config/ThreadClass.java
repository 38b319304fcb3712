package io.audionode.agent.config;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A class of threads that gets a threaded cgroup of its own.
 *
 * @param name the cgroup's name: lower-case letters, digits, {@code -}; not {@code main}
 * @param policies scheduling policies that belong to the class
 * @param names patterns on the thread's {@code comm}
 * @param cpuWeight {@code cpu.weight}, 1..10000
 */
public record ThreadClass(
    String name, Set<SchedulingPolicy> policies, List<Pattern> names, int cpuWeight) {
  public ThreadClass {
    requireNonNull(name, "name is null");
    policies = Set.copyOf(policies);
    names = List.copyOf(names);
  }

  /** sched(7). */
  public enum SchedulingPolicy {
    OTHER,
    FIFO,
    RR,
    BATCH,
    IDLE,
    DEADLINE
  }
}
