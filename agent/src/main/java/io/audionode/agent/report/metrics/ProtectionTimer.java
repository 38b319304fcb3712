package io.audionode.agent.report.metrics;

import io.audionode.agent.apply.Outcome;
import io.audionode.agent.desired.Adoption;
import io.audionode.agent.desired.ContainerDesire;
import io.audionode.agent.plan.Action;
import io.audionode.agent.report.Report;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How long containers were without protection: from the start of their first process, which the
 * kernel tells to 10 ms, to the end of the run that did the last of what the protection of their
 * memory needs, ancestors included. Containers that ran before the agent did are left out: they
 * waited for an agent, not for this one. The loop's thread.
 */
final class ProtectionTimer {
  private static final Duration[] BUCKETS =
      Stream.of(25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000)
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final Timer timer;
  private final long agentStartedNanos;
  private final Map<CgroupPath, Long> bornNanos = new HashMap<>();
  private final Set<CgroupPath> told = new HashSet<>();

  /**
   * @param nowNanos by the clock that {@link #show} goes by
   */
  ProtectionTimer(MeterRegistry registry, long nowNanos) {
    agentStartedNanos = nowNanos;
    timer =
        Timer.builder("audionode.protect")
            .description("From the start of a container's first process to its protection")
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
  }

  /**
   * Counts those that this run protected.
   *
   * @param startedNanos when the run began, by a clock that does not jump
   * @param endedNanos when it ended
   */
  void show(Report report, long startedNanos, long endedNanos) {
    var failed = failed(report);
    var inhabited = inhabited(report);
    var there = new HashSet<CgroupPath>();
    report.desired().pods().stream()
        .flatMap(pod -> pod.containers().stream())
        .forEach(
            container -> {
              there.add(container.seen().home());
              born(container, inhabited, startedNanos);
              if (isProtected(container, failed)) {
                tell(container.seen().home(), endedNanos);
              }
            });
    bornNanos.keySet().retainAll(there);
    told.retainAll(there);
  }

  /** The cgroups with processes in or below them. */
  private static Set<CgroupPath> inhabited(Report report) {
    var inhabited = new HashSet<CgroupPath>();
    for (var process : report.seen().processes()) {
      var up = Optional.of(process.cgroup());
      while (up.isPresent() && inhabited.add(up.get())) {
        up = up.get().parent();
      }
    }
    return inhabited;
  }

  private void born(ContainerDesire container, Set<CgroupPath> inhabited, long startedNanos) {
    var home = container.seen().home();
    if (!bornNanos.containsKey(home) && inhabited.contains(home)) {
      bornNanos.put(home, startedNanos - container.seen().age().toNanos());
    }
  }

  private void tell(CgroupPath home, long endedNanos) {
    var born = bornNanos.get(home);
    if (born != null && told.add(home) && born - agentStartedNanos >= 0) {
      timer.record(Duration.ofNanos(endedNanos - born));
    }
  }

  private static boolean isProtected(ContainerDesire container, List<CgroupPath> failed) {
    var looked =
        container.adoption() == Adoption.SUBTREE || container.adoption() == Adoption.IN_PLACE;
    return looked
        && failed.stream()
            .noneMatch(it -> it.startsWith(container.place()) || container.place().startsWith(it));
  }

  /** The cgroups in which something was not done, or put off, that memory protection needs. */
  private static List<CgroupPath> failed(Report report) {
    var done =
        report.outcomes().stream()
            .filter(
                outcome ->
                    !(outcome instanceof Outcome.Refused) && !(outcome instanceof Outcome.Skipped))
            .map(Outcome::action)
            .collect(Collectors.toSet());
    return report.plan().actions().stream()
        .filter(action -> !done.contains(action))
        .flatMap(action -> needed(action).stream())
        .toList();
  }

  private static Optional<CgroupPath> needed(Action action) {
    return switch (action) {
      case Action.Create create -> Optional.of(create.cgroup());
      case Action.SetControllers set -> Optional.of(set.cgroup());
      case Action.MoveProcess move -> Optional.of(move.to());
      case Action.WriteKnob write when write.file().equals(Memory.MIN.file()) ->
          Optional.of(write.cgroup());
      case Action.WriteKnob _,
          Action.MakeThreaded _,
          Action.SetDevicePrograms _,
          Action.MoveThread _,
          Action.SetScheduling _,
          Action.WriteOomScoreAdj _,
          Action.WriteSwappiness _,
          Action.Reclaim _,
          Action.MigratePages _,
          Action.StopMigration _,
          Action.Remove _,
          Action.Forget _ ->
          Optional.empty();
    };
  }
}
