package io.audionode.agent.report.metrics;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.model.ApiLink;
import io.audionode.agent.model.incident.Incident;
import io.audionode.agent.model.memory.MemoryLook;
import io.audionode.agent.model.pressure.PressureLook;
import io.audionode.agent.model.thread.ThreadLook;
import io.audionode.agent.report.Report;
import io.audionode.agent.report.events.cluster.Fate;
import io.audionode.agent.report.status.ActionWords;
import io.audionode.agent.report.status.Degradation;
import io.audionode.agent.report.status.LoopState;
import io.audionode.agent.report.status.PodViews;
import io.audionode.agent.report.threads.ThreadGrowth;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The registry of all metrics. Any thread; who writes waits for a reader no longer than it takes to
 * print them, and the other way round.
 */
public final class Metrics implements Consumer<Report>, AutoCloseable {
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Timer runs =
      Timer.builder("audionode.run")
          .description("Time a run of the loop takes, from looking to reporting")
          .register(registry);
  private final Counter total =
      Counter.builder("audionode.runs")
          .description("Runs of the loop, failed ones included")
          .register(registry);
  private final NodeGauges node = new NodeGauges(registry);
  private final ProtectionTimer protections = new ProtectionTimer(registry, System.nanoTime());
  private final MigrationGauges migrations = new MigrationGauges(registry);
  private final PressureMeters pressure = new PressureMeters(registry);
  private final MemoryGauges memory = new MemoryGauges(registry);
  private final ThreadMeters threads = new ThreadMeters(registry);
  private long runStartedNanos = System.nanoTime(); // only the loop's thread knows of it
  private final ReentrantLock rows = new ReentrantLock();
  private final ReentrantLock readers = new ReentrantLock();
  private final AtomicReference<@Nullable Report> unread = new AtomicReference<>();
  private final Map<Fate, Counter> clusterEvents = new EnumMap<>(Fate.class);

  public Metrics(String version) {
    Gauge.builder("audionode.build.info", () -> 1)
        .description("Always 1; the version is in the label")
        .tag("version", version)
        .register(registry);
    for (var fate : Fate.values()) {
      clusterEvents.put(
          fate,
          Counter.builder("audionode.cluster.events")
              .description("Events for Kubernetes, by what became of them")
              .tag("result", fate.word())
              .register(registry));
    }
    JvmGauges.bind(registry);
  }

  /** Counts an event that Kubernetes was to be told of. */
  public void clusterEvent(Fate fate) {
    requireNonNull(clusterEvents.get(fate)).increment();
  }

  /** Shows what the pressure watcher saw. For the watcher's thread. */
  public void pressure(PressureLook look) {
    changing(() -> pressure.accept(look));
  }

  /** Counts an incident. */
  public void incident(Incident incident) {
    Counter.builder("audionode.incidents")
        .description("Incidents of audio pods, by kind and cause")
        .tag("kind", incident.kind().word())
        .tag("cause", incident.cause().reason().word())
        .register(registry)
        .increment();
  }

  /** Shows what the memory watcher saw. For the watcher's thread. */
  public void memory(MemoryLook look) {
    changing(() -> memory.show(look));
  }

  /** Shows what the sweep of threads saw. For its thread. */
  public void threads(ThreadLook look, List<ThreadGrowth> grown) {
    changing(() -> threads.show(look, grown));
  }

  /** An event of pressure was written to a client so long after its trigger woke the agent. */
  public void delivered(Duration after) {
    pressure.delivered(after);
  }

  /** So many clients follow the stream of pressure. */
  public void followers(int clients) {
    pressure.clients(clients);
  }

  /** A slow client was told that it lost so many events. */
  public void lost(long events) {
    pressure.lost(events);
  }

  /** Also says how well the API server is heard, if it is one that pods come from. */
  public void follow(Supplier<Optional<ApiLink>> link) {
    link.get().ifPresent(first -> ApiGauges.bind(registry, () -> link.get().orElse(first)));
  }

  /** Also says how often the kernel dropped news that the agent had not read in time. */
  public void overflows(LongSupplier overflows) {
    FunctionCounter.builder("audionode.inotify.overflows", this, _ -> overflows.getAsLong())
        .description(
            "Times that changes came faster than they were read, so that all was read anew")
        .register(registry);
  }

  /** Also says whether the journal takes no lines, so that nothing new is protected. */
  public void journal(BooleanSupplier full) {
    Gauge.builder("audionode.journal.full", () -> full.getAsBoolean() ? 1 : 0)
        .description("1 while the journal takes no lines, so that nothing new is protected")
        .register(registry);
  }

  /** Also says whether nothing is asked of the API server because it failed too often. */
  public void refusing(BooleanSupplier open) {
    Gauge.builder("audionode.api.breaker.open", () -> open.getAsBoolean() ? 1 : 0)
        .description("1 while the API server is left alone because too many requests failed")
        .register(registry);
  }

  /** Also says what the node does not give, in the words of {@link Degradation#WORDS}. */
  public void degradations(Supplier<List<Degradation>> now) {
    for (var word : Degradation.WORDS) {
      Gauge.builder(
              "audionode.degraded",
              () -> now.get().stream().anyMatch(one -> one.what().equals(word)) ? 1 : 0)
          .description("1 while the node does not give this, and something goes without it")
          .tag("what", word)
          .register(registry);
    }
  }

  @Override
  public void accept(Report report) {
    for (var outcome : report.told()) {
      Counter.builder("audionode.actions")
          .description("Writes by kind and by what became of them")
          .tag("action", ActionWords.of(outcome.action()))
          .tag("outcome", ActionWords.of(outcome))
          .register(registry)
          .increment();
    }
    changing(() -> protections.show(report, runStartedNanos, System.nanoTime()));
    unread.set(report);
  }

  /** Whoever reads asks for this, as reports come more often than readers and most say the same. */
  private void showLatest() {
    var report = unread.getAndSet(null);
    if (report != null) {
      var pods = new PodViews(report).all();
      changing(
          () -> {
            node.show(report, pods);
            migrations.show(pods);
          });
    }
  }

  /**
   * Also says what others change of the agent's.
   *
   * @param waited how long ago the present run was asked for; asked on the loop's thread
   */
  public Consumer<Report> drift(Supplier<Optional<Duration>> waited) {
    return new DriftMeters(registry, waited);
  }

  /** Also says how the agent's loops are doing, those that there are by now. */
  public void loops(Supplier<List<LoopState>> loops) {
    LoopGauges.bind(registry, loops);
  }

  /** The same run, counted and timed. */
  public Runnable timed(Runnable run) {
    return () -> {
      runStartedNanos = System.nanoTime();
      total.increment();
      runs.record(run);
    };
  }

  /**
   * All metrics now.
   *
   * @param accept the request's {@code Accept} header, {@code ""} for none
   */
  public Exposition scrape(String accept) {
    var type = accept.contains("application/openmetrics-text") ? OPEN_METRICS : TEXT;
    readers.lock(); // nobody shows an older report than another reader
    try {
      showLatest();
      rows.lock();
      try {
        return new Exposition(type, registry.scrape(type));
      } finally {
        rows.unlock();
      }
    } finally {
      readers.unlock();
    }
  }

  /** Rows are replaced by removing and adding them: who reads meanwhile finds them twice or not. */
  private void changing(Runnable change) {
    rows.lock();
    try {
      change.run();
    } finally {
      rows.unlock();
    }
  }

  @Override
  public void close() {
    registry.close();
  }
}
