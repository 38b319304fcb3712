package io.audionode.agent;

import io.audionode.agent.loop.Marks;
import io.audionode.agent.observe.kernel.Kernel;
import io.audionode.agent.observe.kernel.KubeletCpus;
import io.audionode.agent.observe.kernel.OpenFiles;
import io.audionode.agent.observe.kernel.SettledCgroups;
import io.audionode.agent.observe.wake.ForkSweep;
import io.audionode.agent.observe.wake.Watcher;
import io.audionode.agent.report.Report;
import io.audionode.agent.report.status.LoopState;
import io.audionode.cgroupfs.cpuset.Cpuset;
import io.audionode.cgroupfs.numa.OnlineCpus;
import io.audionode.cgroupfs.sys.Inotify;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.cgroupfs.tree.Core;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The cgroups as the loop reads them, and the two threads that tell it when to. */
final class WatchedCgroups implements Consumer<Report>, AutoCloseable {
  /** Late forks are served within two seconds. */
  private static final Duration SWEEP = Duration.ofSeconds(1);

  private final KernelAccess kernel;
  private final Marks marks;
  private final SettledCgroups settled = new SettledCgroups(System::nanoTime);
  private final Watcher watcher;
  private final ForkSweep sweep;
  private final List<Consumer<Report>> listeners;

  WatchedCgroups(KernelAccess kernel, Marks marks) {
    this.kernel = kernel;
    this.marks = marks;
    watcher =
        new Watcher(
            new Inotify(kernel.sys()), kernel.cgroups().mountPoint(), settled, _ -> marks.mark());
    sweep =
        new ForkSweep(
            OpenFiles.of(kernel.cgroups(), kernel.proc(), Core.PROCS),
            this::cpus,
            settled,
            SWEEP,
            _ -> marks.mark());
    listeners = List.of(new ForeignWrites(watcher), new OwnWrites(settled));
  }

  private ForkSweep.Cpus cpus() {
    try (var root = kernel.cgroups().open(CgroupPath.ROOT)) {
      return new ForkSweep.Cpus(
          OnlineCpus.read(kernel.sys()), root.readIfPresent(Cpuset.CPUS_EFFECTIVE));
    }
  }

  /** What the loop reads, where what has not changed is not read again. */
  Kernel kernel() {
    return new Kernel(
        kernel.sys(),
        kernel.cgroups(),
        kernel.proc(),
        new Kernel.Watch() {
          @Override
          public void begin(CgroupPath directory) {
            watch(kernel.cgroups().directory(directory));
          }

          @Override
          public void catchUp() {
            watcher.catchUp();
          }
        },
        settled,
        new KubeletCpus(KubeletCpus.DEFAULT_DIRECTORY));
  }

  /** Has a change in a directory that is no cgroup ask for a run, too. */
  void watch(Path directory) {
    watcher.watch(directory);
  }

  ForkSweep sweep() {
    return sweep;
  }

  /** How often the kernel dropped news of changes. Any thread. */
  long overflows() {
    return watcher.overflows();
  }

  @Override
  public void accept(Report report) {
    listeners.forEach(listener -> listener.accept(report));
    marks.markIn(settled.nextLook());
  }

  /**
   * @param died told of the end of a thread without which the loop would miss what changes
   */
  void start(Thread.UncaughtExceptionHandler died) {
    Thread.ofPlatform()
        .name("audionode-watcher")
        .daemon()
        .uncaughtExceptionHandler(died)
        .start(watcher);
    Thread.ofPlatform().name("audionode-sweep").daemon().start(sweep);
  }

  Stream<LoopState> loops() {
    return Stream.of(
        Watchers.loop("watcher", watcher.pulse(), Watcher.RESYNC),
        Watchers.loop("sweep", sweep.pulse(), ForkSweep.RESYNC));
  }

  @Override
  public void close() {
    sweep.close();
    watcher.close();
  }
}
