package io.audionode.system;

import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.KernelAccess;
import io.audionode.agent.PodAccess;
import io.audionode.agent.RunningAgent;
import io.audionode.agent.apply.Applier;
import io.audionode.agent.apply.Outcome;
import io.audionode.agent.config.ConfigurationException;
import io.audionode.agent.config.LiveConfiguration;
import io.audionode.agent.http.Views;
import io.audionode.agent.journal.Journal;
import io.audionode.agent.journal.JournalFile;
import io.audionode.agent.model.Originals;
import io.audionode.agent.observe.Observer;
import io.audionode.agent.observe.kernel.Kernel;
import io.audionode.agent.observe.pods.PodList;
import io.audionode.agent.observe.pods.PodSource;
import io.audionode.agent.plan.Action;
import io.audionode.agent.plan.Planner;
import io.audionode.agent.report.Report;
import io.audionode.agent.report.events.Event;
import io.audionode.agent.report.events.EventKind;
import io.audionode.agent.report.status.LoopView;
import io.audionode.agent.report.status.StatusView;
import io.audionode.agent.restore.Cleanliness;
import io.audionode.agent.restore.Restore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The agent in this process, with directories of its own. */
final class Agent implements AutoCloseable {
  private static final PodSource NO_PODS = () -> new PodList(List.of(), List.of());

  final Path directory;
  final Path pods;
  final List<Report> reports = new CopyOnWriteArrayList<>();
  private final KernelAccess kernel = KernelAccess.open(null);
  private @Nullable RunningAgent running;

  Agent() throws IOException {
    directory = Files.createTempDirectory("audionode");
    pods = Files.createDirectory(directory.resolve("pods"));
  }

  /** Starts it with the built-in configuration and these lines on top. */
  Agent start(String... yaml) throws IOException {
    var config = Files.writeString(config(), String.join("\n", yaml) + "\n");
    try {
      running =
          new RunningAgent(
              kernel,
              state(),
              PodAccess.directory(pods),
              LiveConfiguration.of(config),
              List.of(reports::add));
    } catch (ConfigurationException e) {
      throw new AssertionError(e);
    }
    running.start();
    return this;
  }

  Path config() {
    return directory.resolve("config.yaml");
  }

  Path state() {
    return directory.resolve("state");
  }

  /** Waits until a run, begun from now on, had nothing to write: the node is as desired. */
  void awaitQuiet() {
    await()
        .atMost(Scenario.PATIENCE)
        .pollDelay(Duration.ZERO)
        .until(
            () -> {
              awaitRunsToEnd();
              return latest().plan().isEmpty();
            });
  }

  /** Waits until a run that began from now on has ended, whatever it would write. */
  void awaitRunsToEnd() {
    runOnceMore(); // the one under way may have looked before now
    runOnceMore();
  }

  /** Asks for a run. */
  void mark() {
    requireNonNull(running, "not started").mark();
  }

  StatusView status() {
    return requireNonNull(running, "not started").board().status().orElseThrow();
  }

  /** How often one of its loops has run. */
  long runs(String loop) {
    return status().loops().stream()
        .filter(one -> one.name().equals(loop))
        .mapToLong(LoopView::runs)
        .sum();
  }

  /** What an API of it would show. */
  Views views() {
    var agent = requireNonNull(running, "not started");
    return new Views(
        agent.board(),
        agent.events(),
        agent.pressure(),
        agent.incidents(),
        agent.memory(),
        agent.threads(),
        agent.metrics());
  }

  /** One row of its metrics, by name and labels as {@code /metrics} prints them. */
  double metric(String row) {
    return views()
        .metrics()
        .scrape("")
        .text()
        .lines()
        .filter(line -> line.startsWith(row + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(row.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no metric " + row));
  }

  /** Replaces its configuration while it runs. */
  void configure(String yaml) throws IOException {
    Files.writeString(config(), yaml + "\n");
  }

  /** Replaces its configuration by another one and waits until that is in force. */
  void reconfigure(String yaml) throws IOException {
    var before = lastReload();
    configure(yaml);
    await().atMost(Scenario.PATIENCE).until(() -> lastReload().isAfter(before));
  }

  private Instant lastReload() {
    return requireNonNull(running, "not started").events().since(0).events().stream()
        .filter(event -> event.kind().equals(EventKind.CONFIGURATION_RELOADED.word()))
        .map(Event::lastAt)
        .max(Instant::compareTo)
        .orElse(Instant.EPOCH);
  }

  /** The messages of events of one kind about one pod, oldest first. */
  List<String> told(EventKind kind, String uid) {
    return requireNonNull(running, "not started").events().since(0).events().stream()
        .filter(event -> event.kind().equals(kind.word()) && uid.equals(event.pod()))
        .map(Event::message)
        .toList();
  }

  private void runOnceMore() {
    var runs = reports.size();
    requireNonNull(running, "not started").mark();
    await().atMost(Scenario.PATIENCE).until(() -> reports.size() > runs);
  }

  Report latest() {
    return reports.getLast();
  }

  /** Writes to the kernel since a run, without the journal's own. */
  List<Outcome> writesSince(int run) {
    return reports.stream()
        .skip(run)
        .flatMap(report -> report.outcomes().stream())
        .filter(outcome -> outcome instanceof Outcome.Applied)
        .filter(outcome -> !(outcome.action() instanceof Action.Forget))
        .toList();
  }

  /** Ends it and leaves the node as it is. */
  void stop() {
    if (running != null) {
      running.close();
      running = null;
    }
  }

  Restore.Result restore() {
    try (var journal = Journal.open(state(), kernel.proc().bootId());
        var applier = new Applier(kernel.cgroups(), kernel.proc(), kernel.tasks(), journal)) {
      return new Restore(observer(journal::originals), new Planner()).run(applier);
    }
  }

  /** What {@code verify-clean} finds. */
  List<String> differences() {
    var history = JournalFile.read(state().resolve(JournalFile.NAME)).history();
    var all = Originals.of(history);
    return Cleanliness.compare(history, 0, observer(() -> all).snapshot()).differences();
  }

  private Observer observer(Supplier<Originals> originals) {
    var reader = new Kernel(kernel.sys(), kernel.cgroups(), kernel.proc(), _ -> {});
    return new Observer(reader, NO_PODS, originals);
  }

  @Override
  public void close() {
    stop();
    restore();
  }
}
