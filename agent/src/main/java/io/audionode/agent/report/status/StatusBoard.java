package io.audionode.agent.report.status;

import io.audionode.agent.config.Configuration;
import io.audionode.agent.config.ConfigurationView;
import io.audionode.agent.desired.PodDesire;
import io.audionode.agent.model.ApiLink;
import io.audionode.agent.report.Report;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the latest report and makes the views of it. The loop's thread writes, any thread reads;
 * nobody waits.
 */
public final class StatusBoard implements Consumer<Report> {
  private final Vitals vitals;
  private final Supplier<Configuration> configuration;
  private final InstantSource clock;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile @Nullable Report latest;

  /**
   * @param configuration the one in force
   */
  public StatusBoard(Vitals vitals, Supplier<Configuration> configuration, InstantSource clock) {
    this.vitals = vitals;
    this.configuration = configuration;
    this.clock = clock;
  }

  @Override
  public void accept(Report report) {
    latest = report;
    listeners.forEach(Runnable::run);
  }

  /** Tells of every report from now on, on the loop's thread; a listener must not wait. */
  public void listen(Runnable listener) {
    listeners.add(listener);
  }

  public void forget(Runnable listener) {
    listeners.remove(listener);
  }

  /** The latest report; empty before the first run has succeeded. */
  public Optional<Report> latest() {
    return Optional.ofNullable(latest);
  }

  public HealthView health() {
    return HealthView.of(vitals.loops());
  }

  public ReadyView ready() {
    var link = vitals.api();
    var warning = link.flatMap(ApiLink::warning);
    if (latest == null) {
      return new ReadyView(
          false,
          failing()
              .map(loop -> "no run has succeeded yet; the last one failed: " + loop.lastFailure())
              .orElse("no run has ended yet"));
    }
    if (link.isPresent() && !link.get().listed()) {
      return new ReadyView(false, warning.orElse("waiting for API server"));
    }
    return failing()
        .map(StatusBoard::failed)
        .or(() -> vitals.journalProblem().map(StatusBoard::unnoted))
        .map(reason -> new ReadyView(false, reason))
        .orElseGet(
            () ->
                new ReadyView(true, "a run has succeeded" + warning.map("; "::concat).orElse("")));
  }

  private Optional<LoopState> failing() {
    return vitals.loops().stream().filter(loop -> loop.lastFailure() != null).findFirst();
  }

  private static String unnoted(String problem) {
    return "nothing new is protected: %s; what is protected stays protected".formatted(problem);
  }

  private static String failed(LoopState loop) {
    return "the last run of loop %s failed: %s; what is protected stays protected"
        .formatted(loop.name(), loop.lastFailure());
  }

  /** Empty before the first run has succeeded, as the others below. */
  public Optional<StatusView> status() {
    return latest().map(this::status);
  }

  public Optional<PodsView> pods() {
    return latest()
        .map(
            report ->
                new PodsView(
                    report.at(), new PodViews(report).all().stream().map(PodSummary::of).toList()));
  }

  /** Also empty when no pod of that UID asks. */
  public Optional<PodView> pod(String uid) {
    return latest().flatMap(report -> new PodViews(report).byUid(uid));
  }

  public Optional<NodeView> node() {
    return latest().map(report -> NodeView.of(report, configuration.get()));
  }

  public Optional<PlanView> plan() {
    return latest().map(PlanView::of);
  }

  /** What the node does not give; nothing before the first run has succeeded. */
  public List<Degradation> degraded() {
    return latest().map(this::degraded).orElse(List.of());
  }

  private List<Degradation> degraded(Report report) {
    return Degradations.of(report, vitals.triggers(), vitals.incidents());
  }

  /** The configuration in force, in the words of its file. */
  public Map<String, Object> configuration() {
    return ConfigurationView.of(configuration.get());
  }

  private StatusView status(Report report) {
    var now = clock.instant();
    var desired = report.desired();
    var words = configuration();
    return new StatusView(
        vitals.version(),
        ready().ready(),
        vitals.started(),
        Duration.between(vitals.started(), now).toSeconds(),
        report.at(),
        String.valueOf(words.get("placement")),
        String.valueOf(words.get("domain")),
        Setting.of(desired.swappiness(), report.seen().machine().swappiness()),
        byAdoption(report),
        Stream.concat(ofLoops(), desired.warnings().stream()).toList(),
        desired.pods().stream().mapToInt(pod -> pod.warnings().size()).sum(),
        PlanView.of(report).pending(),
        vitals.journalLines(),
        vitals.journalProblem().orElse(null),
        vitals.loops().stream().map(LoopView::of).toList(),
        vitals.configurationProblems(),
        vitals.podProblems(),
        TriggersView.of(vitals.triggers()),
        RecorderView.of(vitals.incidents()),
        degraded(report),
        vitals.api().map(ApiView::of).orElse(null));
  }

  /** What is wrong with the loops: without them a warning about the node may be an old one. */
  private Stream<String> ofLoops() {
    return vitals.loops().stream().flatMap(loop -> loop.warning().stream());
  }

  /** How many pods are looked after in each way; every word of {@link PodAdoption} is there. */
  public static Map<String, Long> byAdoption(Report report) {
    var counts = new LinkedHashMap<String, Long>();
    List.of(PodAdoption.values()).forEach(adoption -> counts.put(adoption.word(), 0L));
    for (PodDesire pod : report.desired().pods()) {
      counts.merge(PodAdoption.of(pod).word(), 1L, Long::sum);
    }
    var unserved = report.seen().pods().size() - report.desired().pods().size();
    counts.put(PodAdoption.UNSERVED.word(), (long) Math.max(0, unserved));
    return counts;
  }
}
