package io.audionode.agent;

import io.audionode.agent.access.ReviewedAccess;
import io.audionode.agent.cli.Audionode;
import io.audionode.agent.cli.Commands;
import io.audionode.agent.cli.ListenAddress;
import io.audionode.agent.cli.NodeOptions;
import io.audionode.agent.cli.PodOrigin;
import io.audionode.agent.cli.Version;
import io.audionode.agent.cli.WishOptions;
import io.audionode.agent.config.Configuration.OnStop;
import io.audionode.agent.config.ConfigurationException;
import io.audionode.agent.config.LiveConfiguration;
import io.audionode.agent.desired.Policies;
import io.audionode.agent.doctor.Doctor;
import io.audionode.agent.doctor.Question;
import io.audionode.agent.http.Access;
import io.audionode.agent.http.HttpApi;
import io.audionode.agent.http.Views;
import io.audionode.agent.journal.JournalException;
import io.audionode.agent.journal.JournalFile;
import io.audionode.agent.log.LogSetup;
import io.audionode.agent.model.Originals;
import io.audionode.agent.observe.Observer;
import io.audionode.agent.observe.Witnesses;
import io.audionode.agent.observe.kernel.Kernel;
import io.audionode.agent.observe.pods.PodList;
import io.audionode.agent.observe.pods.PodSource;
import io.audionode.agent.plan.Planner;
import io.audionode.agent.report.events.cluster.ClusterReport;
import io.audionode.agent.report.status.Json;
import io.audionode.agent.report.status.PlanView;
import io.audionode.agent.report.status.text.PlanText;
import io.audionode.agent.restore.Cleanliness;
import io.audionode.cgroupfs.sys.Linux;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts audionode: one command, wired by hand in the order of the flow. */
public final class Main implements Commands {
  static final PodSource NO_PODS = () -> new PodList(List.of(), List.of());

  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  private final PrintStream out;

  private Main(PrintStream out) {
    this.out = out;
  }

  public static void main(String[] arguments) {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, e) -> LOG.error("{} died; /healthz says what lacks it", thread.getName(), e));
    // This writer, unlike picocli's, says when standard output was closed.
    System.exit(
        Audionode.commandLine(new Main(System.out), System.getenv())
            .setOut(new PrintWriter(System.out, true, System.out.charset()))
            .execute(arguments));
  }

  @Override
  public int run(NodeOptions node, PodOrigin origin, @Nullable Path config, ListenAddress listen) {
    loadAhead();
    var configuration = configuration(config);
    LogSetup.level(configuration.get().logLevel());
    var shutdown = new Shutdown();
    var vertx = Vertx.vertx(HttpApi.vertxOptions());
    try (var pods = PodAccess.open(origin, vertx);
        var access = access(pods)) {
      var kernel = kernel(node, pods);
      OnStop onStop;
      try (var agent = agent(kernel, node.state(), pods, configuration);
          var http = new HttpApi(vertx, views(agent), access)) {
        var port = http.listen(listen.host(), listen.port());
        agent.start();
        LOG.info("http://{} answers", new ListenAddress(listen.host(), port));
        if (pods.cluster().isEmpty() && !listen.isLoopback()) {
          LOG.warn("without a cluster everybody who reaches {} may read the API", listen);
        }
        shutdown.await();
        onStop = agent.onStop();
      }
      new Restoration(kernel, node.state()).onStop(onStop);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      vertx.close();
      shutdown.done();
    }
    return OK;
  }

  /**
   * Has the C library's functions bound on another processor while this one learns where the
   * cluster is: either takes a sixth of a start. What fails there fails again where it is needed.
   */
  private static void loadAhead() {
    Thread.ofPlatform()
        .name("audionode-start")
        .daemon()
        .uncaughtExceptionHandler((_, e) -> LOG.debug("the C library cannot be bound", e))
        .start(Linux::system);
  }

  @Override
  public int plan(NodeOptions node, PodOrigin origin, @Nullable Path config, boolean json) {
    var kernel = KernelAccess.open(node.cgroupRoot());
    var configuration = configuration(config);
    var originals = Originals.of(journal(node.state(), kernel).open());
    var vertx = Vertx.vertx(HttpApi.vertxOptions());
    try (var pods = PodAccess.open(origin, vertx)) {
      var seen =
          new Observer(
                  reader(kernel),
                  pods.once(),
                  () -> originals,
                  Witnesses.NONE,
                  () -> configuration.get().wantsDonors())
              .snapshot();
      var desired = new Policies(configuration).desire(seen);
      print(PlanView.of(desired, new Planner().diff(desired, seen)), json);
    } finally {
      vertx.close();
    }
    return OK;
  }

  @Override
  public int doctor(NodeOptions node, WishOptions wishes, boolean json) {
    var question = new Question(node.state(), node.cgroupRoot(), wishes.pods(), wishes.config());
    var diagnosis = new Doctor(Linux.system(), InstantSource.system()).diagnose(question);
    out.print(json ? Json.pretty(diagnosis) + "\n" : diagnosis.table());
    return diagnosis.exitStatus();
  }

  @Override
  public int restore(NodeOptions node, boolean dryRun, boolean json) {
    var restoration = new Restoration(KernelAccess.open(node.cgroupRoot()), node.state());
    if (dryRun) {
      var plan = restoration.plan();
      out.print(json ? Json.pretty(plan) + "\n" : plan.text());
      return plan.left().isEmpty() ? OK : FOUND;
    }
    var restored = restoration.run();
    out.print(json ? Json.pretty(restored) + "\n" : restored.text());
    return restored.left().isEmpty() ? OK : FOUND;
  }

  @Override
  public int verifyClean(NodeOptions node, boolean allowEmpty, boolean json) {
    var kernel = KernelAccess.open(node.cgroupRoot());
    var journal = journal(node.state(), kernel);
    var damaged = journal(node.state(), kernel, JournalFile.DAMAGED_NAME).damaged();
    var all = Originals.of(journal.history());
    var seen = observer(kernel, NO_PODS, () -> all).snapshot();
    var clean = Cleanliness.compare(journal.history(), Math.max(journal.damaged(), damaged), seen);
    out.print(json ? Json.pretty(clean) + "\n" : clean.text(allowEmpty));
    return clean.proven() || (allowEmpty && clean.unrefuted()) ? OK : FOUND;
  }

  private static Views views(RunningAgent agent) {
    return new Views(
        agent.board(),
        agent.events(),
        agent.pressure(),
        agent.incidents(),
        agent.memory(),
        agent.threads(),
        agent.metrics());
  }

  /** On a cluster its own rules count; without one the address keeps others away. */
  private static Access access(PodAccess pods) {
    return pods.cluster()
        .<Access>map(cluster -> new ReviewedAccess(cluster.api(), System::nanoTime))
        .orElseGet(Access::open);
  }

  /** A node that is unfit says so in its cluster, if it has one. */
  private static KernelAccess kernel(NodeOptions node, PodAccess pods) {
    try {
      return KernelAccess.open(node.cgroupRoot()).requireWritable();
    } catch (StartException e) {
      tellUnfit(pods, e);
      throw e;
    }
  }

  /** So does one whose journal cannot be used. */
  private static RunningAgent agent(
      KernelAccess kernel, Path state, PodAccess pods, LiveConfiguration configuration) {
    try {
      return new RunningAgent(kernel, state, pods, configuration, List.of());
    } catch (JournalException e) {
      tellUnfit(pods, e);
      throw e;
    }
  }

  private static void tellUnfit(PodAccess pods, RuntimeException e) {
    pods.cluster()
        .ifPresent(
            cluster ->
                ClusterReport.unfit(
                    cluster.api(),
                    cluster.nodeName(),
                    Version.text(),
                    String.valueOf(e.getMessage()),
                    InstantSource.system()));
  }

  private void print(PlanView view, boolean json) {
    out.print(json ? Json.pretty(view) + "\n" : PlanText.of(view));
  }

  /** What the journal says, without taking it over. */
  static JournalFile journal(Path state, KernelAccess kernel) {
    return journal(state, kernel, JournalFile.NAME);
  }

  private static JournalFile journal(Path state, KernelAccess kernel, String name) {
    return JournalFile.read(state.resolve(name)).ofBoot(kernel.proc().bootId());
  }

  private static LiveConfiguration configuration(@Nullable Path file) {
    try {
      return file == null ? LiveConfiguration.defaults() : LiveConfiguration.of(file);
    } catch (ConfigurationException e) {
      throw new StartException(String.valueOf(e.getMessage()));
    }
  }

  /** An observer for one look; nobody waits for changes. */
  static Observer observer(KernelAccess kernel, PodSource pods, Supplier<Originals> originals) {
    return new Observer(reader(kernel), pods, originals);
  }

  private static Kernel reader(KernelAccess kernel) {
    return new Kernel(kernel.sys(), kernel.cgroups(), kernel.proc(), _ -> {});
  }
}
