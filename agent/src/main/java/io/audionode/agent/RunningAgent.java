package io.audionode.agent;

import io.audionode.agent.apply.Applier;
import io.audionode.agent.config.LiveConfiguration;
import io.audionode.agent.desired.Policies;
import io.audionode.agent.journal.Journal;
import io.audionode.agent.loop.Flow;
import io.audionode.agent.loop.Loop;
import io.audionode.agent.loop.Marks;
import io.audionode.agent.observe.Observer;
import io.audionode.agent.observe.kernel.Kernel;
import io.audionode.agent.observe.pods.PodFiles;
import io.audionode.agent.observe.wake.Watcher;
import io.audionode.agent.plan.Planner;
import io.audionode.agent.report.Report;
import io.audionode.agent.report.Reporter;
import io.audionode.cgroupfs.sys.Inotify;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/** The agent's threads and what they share, in the order of the flow. */
public final class RunningAgent implements AutoCloseable {
  private final Journal journal;
  private final Watcher watcher;
  private final Marks marks = new Marks();
  private final Applier applier;
  private final Loop loop;
  private final Thread loopThread;

  /**
   * Puts the agent together; {@link #start} sets it going.
   *
   * @param state where the journal is kept
   * @param pods a directory of Pod YAML files
   * @param audience told of every run
   * @throws io.audionode.agent.journal.JournalException when another agent holds the journal, or it
   *     cannot be used
   */
  public RunningAgent(
      KernelAccess kernel,
      Path state,
      Path pods,
      LiveConfiguration configuration,
      List<Consumer<Report>> audience) {
    var clock = InstantSource.system();
    var mount = kernel.cgroups().mountPoint();
    journal = Journal.open(state, kernel.proc().bootId());
    watcher = new Watcher(new Inotify(kernel.sys()), mount, _ -> marks.mark());
    watcher.watch(pods);
    configuration.directory().ifPresent(watcher::watch);

    var seen =
        new Observer(
            new Kernel(
                kernel.sys(),
                kernel.cgroups(),
                kernel.proc(),
                path -> watcher.watch(kernel.cgroups().directory(path))),
            new PodFiles(pods, clock),
            journal::originals);
    var policies = new Policies(configuration);
    applier = new Applier(kernel.cgroups(), kernel.proc(), journal);
    var flow = new Flow(seen, policies, new Planner(), applier, new Reporter(clock, audience));
    loop =
        new Loop(
            () -> {
              configuration.refresh();
              flow.runOnce();
            },
            marks,
            clock);
    loopThread = Thread.ofPlatform().name("audionode-loop").unstarted(loop);
  }

  /** Starts the loop and what wakes it. */
  public void start() {
    Thread.ofPlatform().name("audionode-watcher").daemon().start(watcher);
    loopThread.start();
  }

  public Loop loop() {
    return loop;
  }

  public Marks marks() {
    return marks;
  }

  /** Ends the loop after the run under way. What is protected stays protected. */
  @Override
  public void close() {
    marks.end();
    watcher.close();
    try {
      loopThread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    applier.close();
    journal.close();
  }
}
