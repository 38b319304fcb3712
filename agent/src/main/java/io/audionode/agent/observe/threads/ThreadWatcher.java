package io.audionode.agent.observe.threads;

import io.audionode.agent.model.SeenThread;
import io.audionode.agent.model.thread.ThreadLook;
import io.audionode.agent.model.thread.WatchedRoot;
import io.audionode.agent.observe.kernel.OpenFiles;
import io.audionode.agent.observe.kernel.ThreadReader;
import io.audionode.agent.pulse.Clocks;
import io.audionode.agent.pulse.DutyCycle;
import io.audionode.agent.pulse.Pulse;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.proc.Tasks;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.Core;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sweeps threads every 0.3 to 0.8 s while there is anything to sweep, and tells every other second
 * what the threads of a class have used. A failed sweep is logged and counted, and the next one is
 * tried.
 */
public final class ThreadWatcher implements Runnable, AutoCloseable {
  /** How long its thread may say nothing. */
  public static final Duration RESYNC = Duration.ofSeconds(60);

  /** Sooner than that nobody has to know. */
  static final Duration SHORTEST_PERIOD = Duration.ofMillis(300);

  /** Leaves a fifth of the second, within which a new thread is served, to the loop. */
  static final Duration LONGEST_PERIOD = Duration.ofMillis(800);

  /** Sweeps take one part of so many of a cpu's time, as far as the second allows. */
  static final int PARTS = 50;

  /** A new thread waits no longer, however long all that is looked at takes. */
  private static final Duration LONGEST_REST = Duration.ofSeconds(2);

  /** Of threads' use. */
  static final Duration USE_PERIOD = Duration.ofSeconds(2);

  private final ThreadSweep sweep;
  private final UseReader uses;
  private final Clocks clocks;
  private final Pulse pulse;
  private final DutyCycle looks;
  private final Runnable mark;
  private final Consumer<ThreadLook> audience;
  private final Semaphore wakes = new Semaphore(0);
  private volatile List<WatchedRoot> wanted = List.of();
  private volatile List<SeenThread> threads = List.of();
  private volatile boolean closed;
  private long usesNanos;
  private Duration period = SHORTEST_PERIOD;

  /**
   * @param mark told when a thread is not where or as it is desired
   */
  public ThreadWatcher(
      CgroupFs cgroups,
      ProcFs proc,
      Tasks tasks,
      Clocks clocks,
      Runnable mark,
      Consumer<ThreadLook> audience) {
    this.sweep =
        new ThreadSweep(
            new ThreadReader(cgroups, proc, tasks),
            OpenFiles.of(cgroups, proc, Core.THREADS),
            tasks);
    this.uses = new UseReader(tasks, clocks);
    this.clocks = clocks;
    this.mark = mark;
    this.audience = audience;
    this.pulse = new Pulse("sweeping threads", clocks);
    this.looks = new DutyCycle(clocks, LONGEST_REST);
    this.usesNanos = clocks.nanosBefore(USE_PERIOD);
  }

  /** Which thread roots there are from now on. Any thread; returns at once. */
  public void want(List<WatchedRoot> roots) {
    var otherPace = wanted.isEmpty() != roots.isEmpty();
    wanted = List.copyOf(roots);
    if (otherPace) {
      wakes.release(); // also to forget what was swept last
    }
  }

  /** The threads of the last sweep. Any thread. */
  public List<SeenThread> threads() {
    return threads;
  }

  @Override
  public void run() {
    while (!closed) {
      await();
      if (!closed) {
        looks.take(() -> pulse.guard(this::look));
      }
    }
    sweep.close();
  }

  /** With nothing to sweep nobody is woken but to show that the thread lives. */
  private void await() {
    var pause = wanted.isEmpty() ? RESYNC.dividedBy(2) : period;
    try {
      if (wakes.tryAcquire(Math.max(pause.toNanos(), looks.restNanos()), TimeUnit.NANOSECONDS)) {
        wakes.drainPermits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  private @Nullable RuntimeException look() {
    var roots = wanted;
    var start = clocks.nanos();
    var swept = sweep.sweep(roots);
    period = periodAfter(Duration.ofNanos(clocks.nanos() - start));
    threads = swept.threads();
    if (swept.unsettled()) {
      mark.run();
    }
    if (clocks.hasPassed(USE_PERIOD, usesNanos)) {
      usesNanos = clocks.nanos();
      audience.accept(uses.read(roots, swept.threads()));
    }
    return swept.problem().orElse(null);
  }

  /**
   * @param took how long a sweep took
   */
  static Duration periodAfter(Duration took) {
    var fair = took.multipliedBy(PARTS);
    if (fair.compareTo(LONGEST_PERIOD) > 0) {
      return LONGEST_PERIOD;
    }
    return fair.compareTo(SHORTEST_PERIOD) < 0 ? SHORTEST_PERIOD : fair;
  }

  /** How it is doing. */
  public Pulse pulse() {
    return pulse;
  }

  @Override
  public void close() {
    closed = true;
    wakes.release();
  }
}
