package io.audionode.agent.config;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A class of threads that gets a threaded cgroup of its own.
 *
 * @param name the cgroup's name: lower-case letters, digits, {@code -}; not {@code main}
 * @param policies scheduling policies that belong to the class, in the order of sched(7)
 * @param names patterns on the thread's {@code comm}
 * @param cpuWeight {@code cpu.weight}, 1..10000
 * @param exclusive cpus of its own
 */
public record ThreadClass(
    String name,
    Set<SchedulingPolicy> policies,
    List<Pattern> names,
    int cpuWeight,
    ExclusiveCpus exclusive) {
  public ThreadClass {
    requireNonNull(name, "name is null");
    Range.CPU_WEIGHT.check("cpuWeight", cpuWeight);
    policies = Collections.unmodifiableSet(inOrder(policies));
    names = List.copyOf(names);
    requireNonNull(exclusive, "exclusive is null");
  }

  /** A class that shares its cpus. */
  public ThreadClass(
      String name, Set<SchedulingPolicy> policies, List<Pattern> names, int cpuWeight) {
    this(name, policies, names, cpuWeight, ExclusiveCpus.NONE);
  }

  /** Patterns compare by their text: {@link Pattern} itself compares by identity. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ThreadClass that
        && name.equals(that.name)
        && policies.equals(that.policies)
        && texts(names).equals(texts(that.names))
        && cpuWeight == that.cpuWeight
        && exclusive.equals(that.exclusive);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, policies, texts(names), cpuWeight, exclusive);
  }

  private static List<String> texts(List<Pattern> names) {
    return names.stream().map(Pattern::pattern).toList();
  }

  private static Set<SchedulingPolicy> inOrder(Set<SchedulingPolicy> policies) {
    var ordered = EnumSet.noneOf(SchedulingPolicy.class);
    ordered.addAll(policies);
    return ordered;
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
