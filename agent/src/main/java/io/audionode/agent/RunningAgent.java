package io.audionode.agent;

import io.audionode.agent.apply.Applier;
import io.audionode.agent.apply.Migrator;
import io.audionode.agent.cli.Version;
import io.audionode.agent.config.Configuration.OnStop;
import io.audionode.agent.config.LiveConfiguration;
import io.audionode.agent.desired.Policies;
import io.audionode.agent.journal.Journal;
import io.audionode.agent.log.LogSetup;
import io.audionode.agent.loop.Flow;
import io.audionode.agent.loop.Loop;
import io.audionode.agent.loop.Marks;
import io.audionode.agent.model.ApiLink;
import io.audionode.agent.model.incident.RecorderState;
import io.audionode.agent.model.pressure.Triggers;
import io.audionode.agent.observe.Observer;
import io.audionode.agent.observe.Witnesses;
import io.audionode.agent.observe.pods.RecentPods;
import io.audionode.agent.observe.pressure.AlarmRegister;
import io.audionode.agent.observe.pressure.PressureSources;
import io.audionode.agent.plan.Planner;
import io.audionode.agent.pulse.Clocks;
import io.audionode.agent.report.Report;
import io.audionode.agent.report.Reporter;
import io.audionode.agent.report.events.ActionLog;
import io.audionode.agent.report.events.EventLog;
import io.audionode.agent.report.events.cluster.ClusterReport;
import io.audionode.agent.report.incidents.IncidentBook;
import io.audionode.agent.report.memory.MemoryAnswers;
import io.audionode.agent.report.metrics.Metrics;
import io.audionode.agent.report.pressure.PressureBoard;
import io.audionode.agent.report.status.DegradationLog;
import io.audionode.agent.report.status.LoopState;
import io.audionode.agent.report.status.StatusBoard;
import io.audionode.agent.report.status.Vitals;
import io.audionode.agent.report.threads.ThreadBoard;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agent's threads and what they share, put together in the order of the flow. */
public final class RunningAgent implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunningAgent.class);
  private static final int EVENTS_KEPT = 1000;

  /** EX_SOFTWARE of sysexits.h. */
  private static final int SOFTWARE_ERROR = 70;

  private final InstantSource clock = InstantSource.system();
  private final Instant started = clock.instant();
  private final LiveConfiguration configuration;
  private final Journal journal;
  private final WatchedCgroups cgroups;
  private final RecentPods pods;
  private final Supplier<Optional<LoopState>> podsLoop;
  private final Marks marks = new Marks();
  private final Applier applier;
  private final Loop loop;
  private final Runnable once;
  private final Thread loopThread;
  private final StatusBoard board;
  private final EventLog events;
  private final @Nullable ClusterReport cluster;
  private final Metrics metrics = new Metrics(Version.text());
  private final AlarmRegister alarms;
  private final Watchers watchers;
  private volatile int journalLines;

  /**
   * Puts the agent together; {@link #start} sets it going.
   *
   * @param state where the journal is kept
   * @param pods closed by the caller, after the agent
   * @param audience told of every run, beside status, events and metrics
   * @throws io.audionode.agent.journal.JournalException when another agent holds the journal, or it
   *     cannot be used
   */
  public RunningAgent(
      KernelAccess kernel,
      Path state,
      PodAccess pods,
      LiveConfiguration configuration,
      List<Consumer<Report>> audience) {
    this.configuration = configuration;
    journal = Journal.open(state, kernel.proc().bootId());
    cgroups = new WatchedCgroups(kernel, marks);
    configuration.directory().ifPresent(cgroups::watch);
    podsLoop = pods::loop;
    this.pods = new RecentPods(pods.open(cgroups::watch, marks::mark));
    metrics.follow(this.pods::link);
    alarms =
        new AlarmRegister(
            () -> configuration.get().pressure().calm(), System::nanoTime, marks::mark);
    board = new StatusBoard(new OwnVitals(), configuration, clock);
    metrics.degradations(board::degraded);
    cluster = pods.cluster().map(this::report).orElse(null);
    events = new EventLog(clock, EVENTS_KEPT, cluster == null ? _ -> {} : cluster.events());
    var sources =
        new PressureSources(
            kernel.sys(),
            kernel.cgroups(),
            kernel.proc(),
            new Clocks(clock, System::nanoTime),
            this.pods::title);
    var incidents = new WatchedIncidents(sources, state, events, metrics);
    watchers =
        new Watchers(
            new WatchedPressure(
                sources,
                configuration,
                started,
                List.of(metrics::pressure, incidents::looked, alarms)),
            incidents,
            new WatchedMemory(kernel, metrics, events),
            new WatchedThreads(kernel, marks::mark, metrics, events));

    var migrator =
        new Migrator(
            kernel.cgroups(),
            kernel.proc(),
            kernel.tasks(),
            new Migrator.Needs(
                alarms::alarms, () -> configuration.get().migration().budget(), marks::mark));
    var observer =
        new Observer(
            cgroups.kernel(),
            this.pods,
            journal::originals,
            new Witnesses(
                alarms::alarms, Optional.of(watchers.threads()::threads), migrator::migrations),
            () -> configuration.get().wantsDonors());
    applier = new Applier(migrator, kernel.cgroups(), kernel.proc(), kernel.tasks(), journal);
    var everybody =
        Stream.of(
                Stream.<Consumer<Report>>of(
                    board,
                    new DegradationLog(board::degraded),
                    events,
                    new ActionLog(),
                    metrics,
                    metrics.drift(marks::waited),
                    watchers,
                    new NextLook(marks, cgroups.sweep(), alarms),
                    cgroups),
                Stream.ofNullable(cluster),
                audience.stream(),
                Stream.<Consumer<Report>>of(
                    new StartMemory(
                        System::nanoTime, Runtime.getRuntime()::gc, kernel.sys()::trimHeap)))
            .<Consumer<Report>>flatMap(listeners -> listeners)
            .toList();
    var flow =
        new Flow(
            observer,
            new Policies(configuration),
            new Planner(),
            applier,
            new Reporter(clock, everybody));
    once = metrics.timed(() -> run(flow));
    loop = new Loop(once, marks, clock);
    metrics.loops(new OwnVitals()::loops);
    metrics.overflows(cgroups::overflows);
    metrics.journal(() -> applier.journalProblem().isPresent());
    loopThread = Thread.ofPlatform().name("audionode-loop").unstarted(loop);
    loopThread.setUncaughtExceptionHandler(RunningAgent::halt);
  }

  /** What this node's cluster is told. */
  private ClusterReport report(ClusterAccess access) {
    metrics.refusing(access.api()::open);
    return new ClusterReport(
        access.api(), access.nodeName(), Version.text(), board, clock, metrics::clusterEvent);
  }

  private void run(Flow flow) {
    switch (configuration.refresh()) {
      case SAME -> {}
      case RELOADED -> {
        LogSetup.level(configuration.get().logLevel());
        events.configurationReloaded();
      }
      case REFUSED -> events.configurationRefused(configuration.problems());
    }
    flow.runOnce();
    journalLines = journal.originals().all().size();
  }

  /** An agent whose loop is dead must not look alive; what is protected stays so without it. */
  private static void halt(Thread thread, Throwable e) {
    LOG.error("{} died, so the agent ends", thread.getName(), e);
    Runtime.getRuntime().halt(SOFTWARE_ERROR);
  }

  /** Starts the loop and what wakes it. */
  public void start() {
    cgroups.start(RunningAgent::halt);
    watchers.start();
    loopThread.start();
    if (cluster != null) {
      cluster.start();
    }
  }

  /**
   * What becomes of the node when this ends: as configured, and nothing while nothing is written.
   */
  OnStop onStop() {
    var paused = configuration.get().pause() || pods.hold() != null;
    return paused ? OnStop.KEEP : configuration.get().onStop();
  }

  /** Asks for a run. */
  public void mark() {
    marks.mark();
  }

  public StatusBoard board() {
    return board;
  }

  public EventLog events() {
    return events;
  }

  public PressureBoard pressure() {
    return watchers.pressure().board();
  }

  public IncidentBook incidents() {
    return watchers.incidents().book();
  }

  public MemoryAnswers memory() {
    return watchers.memory().answers();
  }

  public ThreadBoard threads() {
    return watchers.threads().board();
  }

  public Metrics metrics() {
    return metrics;
  }

  /**
   * Ends the loop after the run under way. What is protected stays protected, and what was done for
   * the time of some pressure is undone.
   */
  @Override
  public void close() {
    marks.end();
    try {
      loopThread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    new LastRuns(alarms, applier, journal, board).end(once, onStop());
    new ActionLog().tell(applier.late());
    if (cluster != null) {
      cluster.leave("the agent has ended; what it protected stays protected");
    }
    watchers.close();
    cgroups.close();
    pods.close();
    applier.close();
    journal.close();
    metrics.close();
  }

  /** What HTTP's threads may ask at any time. */
  private final class OwnVitals implements Vitals {
    @Override
    public String version() {
      return Version.text();
    }

    @Override
    public Instant started() {
      return started;
    }

    @Override
    public List<LoopState> loops() {
      return Stream.of(
              watchers.loopsAfter(Watchers.loop("main", loop.pulse(), Loop.RESYNC)).stream(),
              cgroups.loops(),
              podsLoop.get().stream(),
              clusterLoops())
          .flatMap(loops -> loops)
          .toList();
    }

    private Stream<LoopState> clusterLoops() {
      return cluster == null
          ? Stream.empty()
          : cluster.pulses().entrySet().stream()
              .sorted(Map.Entry.comparingByKey())
              .map(it -> Watchers.loop(it.getKey(), it.getValue(), ClusterReport.RESYNC));
    }

    @Override
    public Triggers triggers() {
      return watchers.pressure().triggers();
    }

    @Override
    public RecorderState incidents() {
      return watchers.incidents().state();
    }

    @Override
    public int journalLines() {
      return journalLines;
    }

    @Override
    public Optional<String> journalProblem() {
      return applier.journalProblem();
    }

    @Override
    public List<String> configurationProblems() {
      return configuration.problems();
    }

    @Override
    public List<String> podProblems() {
      return pods.problems();
    }

    @Override
    public Optional<ApiLink> api() {
      return pods.link();
    }
  }
}
