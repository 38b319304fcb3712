package io.audionode.agent.config;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A class of threads that gets a threaded cgroup of its own.
 *
 * @param name the cgroup's name: lower-case letters, digits, {@code -}; not {@code main}
 * @param policies scheduling policies that belong to the class, in the order of sched(7)
 * @param minPriority FIFO and RR threads below this priority do not belong to it by their policy,
 *     1..99
 * @param names patterns on the thread's {@code comm}
 * @param cpuWeight {@code cpu.weight}, 1..10000
 * @param uclamp the utilization that the scheduler reckons with
 * @param exclusive cpus of its own
 * @param given the scheduling that its threads get when they have no real-time policy of their own,
 *     null to leave them as they are
 */
public record ThreadClass(
    String name,
    Set<SchedulingPolicy> policies,
    int minPriority,
    List<Pattern> names,
    int cpuWeight,
    Uclamp uclamp,
    ExclusiveCpus exclusive,
    @Nullable GivenScheduling given) {
  public static final int LOWEST_PRIORITY = 1;

  public ThreadClass {
    requireNonNull(name, "name is null");
    requireNonNull(uclamp, "uclamp is null");
    Range.CPU_WEIGHT.check("cpuWeight", cpuWeight);
    Range.PRIORITY.check("minPriority", minPriority);
    policies = Collections.unmodifiableSet(inOrder(policies));
    names = List.copyOf(names);
    requireNonNull(exclusive, "exclusive is null");
  }

  /** A class with the other keys at their defaults. */
  public ThreadClass(
      String name, Set<SchedulingPolicy> policies, List<Pattern> names, int cpuWeight) {
    this(name, policies, LOWEST_PRIORITY, names, cpuWeight, Uclamp.NONE, ExclusiveCpus.NONE, null);
  }

  /** The same class, of which threads of these names are as well. */
  public ThreadClass with(List<Pattern> more) {
    var all = Stream.concat(names.stream(), more.stream()).toList();
    return new ThreadClass(name, policies, minPriority, all, cpuWeight, uclamp, exclusive, given);
  }

  /** Patterns compare by their text: {@link Pattern} itself compares by identity. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ThreadClass that
        && name.equals(that.name)
        && policies.equals(that.policies)
        && minPriority == that.minPriority
        && texts(names).equals(texts(that.names))
        && cpuWeight == that.cpuWeight
        && uclamp.equals(that.uclamp)
        && exclusive.equals(that.exclusive)
        && Objects.equals(given, that.given);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        name, policies, minPriority, texts(names), cpuWeight, uclamp, exclusive, given);
  }

  private static List<String> texts(List<Pattern> names) {
    return names.stream().map(Pattern::pattern).toList();
  }

  private static Set<SchedulingPolicy> inOrder(Set<SchedulingPolicy> policies) {
    var ordered = EnumSet.noneOf(SchedulingPolicy.class);
    ordered.addAll(policies);
    return ordered;
  }

  /**
   * {@code cpu.uclamp.min} and {@code cpu.uclamp.max} in percent of the largest cpu's capacity,
   * which steer its frequency (Documentation/scheduler/sched-util-clamp.rst).
   *
   * @param min 0..100; 0 is the kernel's default
   * @param max 0..100, at least the minimum; 100 is the kernel's default
   */
  public record Uclamp(int min, int max) {
    public static final Uclamp NONE = new Uclamp(0, 100);

    public Uclamp {
      Range.PERCENT.check("uclampMin", min);
      Range.PERCENT.check("uclampMax", max);
      if (min > max) {
        throw new IllegalArgumentException(
            "uclampMin is %d, above uclampMax %d".formatted(min, max));
      }
    }
  }

  /**
   * A real-time scheduling for threads without one.
   *
   * @param policy FIFO or RR
   * @param priority 1..99
   * @param force also for threads of processes that might not take it by themselves
   */
  public record GivenScheduling(SchedulingPolicy policy, int priority, boolean force) {
    public GivenScheduling {
      requireNonNull(policy, "policy is null");
      Range.PRIORITY.check("priority", priority);
      if (policy != SchedulingPolicy.FIFO && policy != SchedulingPolicy.RR) {
        throw new IllegalArgumentException("schedPolicy is " + policy + ", allowed are FIFO, RR");
      }
    }
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
