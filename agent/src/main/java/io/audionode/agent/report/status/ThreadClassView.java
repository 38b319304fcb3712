package io.audionode.agent.report.status;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.config.ThreadClass;
import io.audionode.agent.config.ThreadClass.GivenScheduling;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A class of threads that the pod's profile has, with its annotation {@code isolate}.
 *
 * @param policies scheduling policies that belong to it
 * @param minPriority the lowest priority of FIFO and RR that belongs to it
 * @param names patterns on the thread's name
 * @param cpuWeight {@code cpu.weight} of its cgroups
 * @param uclampMin {@code cpu.uclamp.min} in percent
 * @param uclampMax {@code cpu.uclamp.max} in percent
 * @param exclusiveCpus how many cpus of its own each of its cgroups is to have
 * @param partition what {@code cpuset.cpus.partition} of them is to be
 * @param given what threads without a real-time policy get, such as {@code FIFO 60}; null for
 *     nothing
 */
public record ThreadClassView(
    String name,
    List<String> policies,
    int minPriority,
    List<String> names,
    int cpuWeight,
    int uclampMin,
    int uclampMax,
    int exclusiveCpus,
    String partition,
    @Nullable String given) {
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
        threads.minPriority(),
        threads.names().stream().map(Pattern::pattern).toList(),
        threads.cpuWeight(),
        threads.uclamp().min(),
        threads.uclamp().max(),
        threads.exclusive().count(),
        threads.exclusive().partition().word(),
        Optional.ofNullable(threads.given()).map(ThreadClassView::text).orElse(null));
  }

  private static String text(GivenScheduling given) {
    return "%s %d".formatted(given.policy(), given.priority());
  }
}
