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
 */
public record ThreadClassView(
    String name, List<String> policies, List<String> names, int cpuWeight) {
  public ThreadClassView {
    requireNonNull(name, "name is null");
    policies = List.copyOf(policies);
    names = List.copyOf(names);
  }

  static ThreadClassView of(ThreadClass threads) {
    return new ThreadClassView(
        threads.name(),
        threads.policies().stream().map(Enum::name).toList(),
        threads.names().stream().map(Pattern::pattern).toList(),
        threads.cpuWeight());
  }
}
