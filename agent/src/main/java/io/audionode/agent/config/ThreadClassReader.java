package io.audionode.agent.config;

import io.audionode.agent.config.ThreadClass.GivenScheduling;
import io.audionode.agent.config.ThreadClass.Uclamp;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one element of a profile's {@code threads}. */
final class ThreadClassReader {
  private ThreadClassReader() {}

  /** The class; empty when it has no name. */
  static Optional<ThreadClass> read(Entry place) {
    Section section = place.section().only(Keys.THREAD_CLASS);
    var policies = section.list(Keys.POLICIES, item -> item.read(Grammars.POLICY), List.of());
    var names = section.list(Keys.NAMES, item -> item.read(Grammars.THREAD_NAME), List.of());
    int minPriority =
        section.read(Keys.MIN_PRIORITY, Grammars.PRIORITY, ThreadClass.LOWEST_PRIORITY);
    int cpuWeight = section.read(Keys.CPU_WEIGHT, Grammars.CPU_WEIGHT, Defaults.CPU_WEIGHT);
    var uclamp = uclamp(section);
    var exclusive = exclusiveCpus(section);
    var given = given(section);
    if (section.hasNone(Keys.POLICIES) && section.hasNone(Keys.NAMES)) {
      place.problem("has neither policies nor names; without them no thread belongs to it");
    }
    return section
        .require(Keys.NAME, Grammars.CLASS_NAME)
        .map(
            name ->
                new ThreadClass(
                    name,
                    Set.copyOf(policies),
                    minPriority,
                    names,
                    cpuWeight,
                    uclamp,
                    exclusive,
                    given));
  }

  private static Uclamp uclamp(Section section) {
    int min = section.read(Keys.UCLAMP_MIN, Grammars.UCLAMP, Uclamp.NONE.min());
    int max = section.read(Keys.UCLAMP_MAX, Grammars.UCLAMP, Uclamp.NONE.max());
    if (min > max) {
      section
          .entry(Keys.UCLAMP_MIN)
          .or(() -> section.entry(Keys.UCLAMP_MAX))
          .ifPresent(entry -> entry.problem("puts uclampMin above uclampMax, " + max + "%"));
      return Uclamp.NONE;
    }
    return new Uclamp(min, max);
  }

  private static ExclusiveCpus exclusiveCpus(Section section) {
    int count = section.read(Keys.EXCLUSIVE_CPUS, Grammars.EXCLUSIVE_CPUS, 0);
    var partition =
        section.read(Keys.PARTITION, Grammars.PARTITION, ExclusiveCpus.Partition.MEMBER);
    if (count == 0 && partition != ExclusiveCpus.Partition.MEMBER) {
      section
          .entry(Keys.PARTITION)
          .ifPresent(
              entry -> entry.problem("needs cpus of its own; allowed: with exclusiveCpus: 1..64"));
      return ExclusiveCpus.NONE;
    }
    return new ExclusiveCpus(count, partition);
  }

  private static @Nullable GivenScheduling given(Section section) {
    var policy = section.read(Keys.SCHED_POLICY, Grammars.SCHED_POLICY, Optional.empty());
    boolean force = section.read(Keys.FORCE, Grammars.TRUTH, false);
    if (policy.isEmpty()) {
      section
          .entry(Keys.PRIORITY)
          .or(() -> section.entry(Keys.FORCE))
          .ifPresent(entry -> entry.problem("says something only beside schedPolicy: fifo or rr"));
      return null;
    }
    return section
        .require(Keys.PRIORITY, Grammars.PRIORITY)
        .map(priority -> new GivenScheduling(policy.get(), priority, force))
        .orElse(null);
  }
}
