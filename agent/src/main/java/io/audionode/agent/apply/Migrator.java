package io.audionode.agent.apply;

import io.audionode.agent.model.Alarms;
import io.audionode.agent.model.Migration;
import io.audionode.agent.plan.Action;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.proc.Tasks;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Moves containers' pages between NUMA nodes on a platform thread of its own, one container after
 * the other. Any thread; nobody waits.
 */
public final class Migrator implements AutoCloseable {
  private final StrainReader reader;
  private final ProcFs proc;
  private final Needs needs;
  private final Map<CgroupPath, MigrationRun> runs = new ConcurrentSkipListMap<>();
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().name("audionode-migration").daemon().factory());

  /**
   * What it has to know from elsewhere.
   *
   * @param alarms which pods memory pressure hurts at the moment
   * @param budget how long one call may take
   * @param changed told when there is progress to see; must not wait
   */
  public record Needs(Supplier<Alarms> alarms, Supplier<Duration> budget, Runnable changed) {
    /** For those who only put back. */
    static final Needs NONE = new Needs(() -> Alarms.NONE, () -> Duration.ofMillis(1), () -> {});
  }

  public Migrator(CgroupFs cgroups, ProcFs proc, Tasks tasks, Needs needs) {
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    this.reader = new StrainReader(cgroups, proc, tasks);
    this.proc = proc;
    this.needs = needs;
  }

  /** What is under way, and what came of what was. */
  public List<Migration> migrations() {
    return runs.values().stream().map(MigrationRun::now).toList();
  }

  /** Begins one in place of another of the same container. */
  void start(Action.MigratePages migrate) {
    var home = migrate.cgroup();
    var tools =
        new MigrationRun.Tools(
            new KernelPages(home, proc, reader),
            () ->
                new StrainWatch(
                    () -> reader.read(home), Time.MONOTONIC::nanos, () -> alarm(migrate.uid())),
            needs.budget().get(),
            needs.changed());
    var run = new MigrationRun(home, migrate.node(), tools, Time.MONOTONIC);
    stop(runs.put(home, run));
    thread.execute(() -> turn(run));
  }

  private void turn(MigrationRun run) {
    run.turn().ifPresent(wait -> again(run, wait));
  }

  private void again(MigrationRun run, Duration wait) {
    try {
      var _ = thread.schedule(() -> turn(run), wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException _) {
      // Closed meanwhile.
    }
  }

  /** Moving pages costs every cpu something, and so whoever is hurt already. */
  private Optional<String> alarm(String uid) {
    var hurt = needs.alarms().get().pods();
    if (hurt.contains(uid)) {
      return Optional.of("memory pressure hurts the pod");
    }
    return hurt.isEmpty()
        ? Optional.empty()
        : Optional.of("memory pressure hurts another audio pod");
  }

  /** A write that moves pages is through. */
  void moved() {
    needs.changed().run();
  }

  /** Ends one at its next batch, and forgets it. */
  void stop(CgroupPath home) {
    stop(runs.remove(home));
  }

  private static void stop(@Nullable MigrationRun run) {
    if (run != null) {
      run.stop();
    }
  }

  /** Ends all of them at their next batch. */
  @Override
  public void close() {
    runs.values().forEach(MigrationRun::stop);
    thread.shutdown();
  }
}
