package io.audionode.agent.report.status;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.config.ThreadClass;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A class of threads that the pod's profile has.
 *
 * @param policies scheduling policies that belong to it
 * @param names patterns on the thread's name
 * @param cpuWeight {@code cpu.weight} of its cgroups
 * @param exclusiveCpus how many cpus of its own each of its cgroups is to have
 * @param partition what {@code cpuset.cpus.partition} of them is to be
 */
public record ThreadClassView(
    String name,
    List<String> policies,
    List<String> names,
    int cpuWeight,
    int exclusiveCpus,
    String partition) {
  public ThreadClassView {
    requireNonNull(name, "name is null");
    policies = List.copyOf(policies);
    names = List.copyOf(names);
    requireNonNull(partition, "partition is null");
  }

  static ThreadClassView of(ThreadClass threads) {
    return new ThreadClassView(
        threads.name(),
        threads.policies().stream().map(Enum::name).toList(),
        threads.names().stream().map(Pattern::pattern).toList(),
        threads.cpuWeight(),
        threads.exclusive().count(),
        threads.exclusive().partition().word());
  }
}
