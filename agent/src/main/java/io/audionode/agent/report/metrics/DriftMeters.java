package io.audionode.agent.report.metrics;

import io.audionode.agent.apply.Outcome;
import io.audionode.agent.plan.Drift;
import io.audionode.agent.report.Report;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What others change of the agent's, and how soon that is set again. */
final class DriftMeters implements Consumer<Report> {
  private final MeterRegistry registry;
  private final Supplier<Optional<Duration>> waited;
  private final Timer repair;

  /**
   * @param waited how long ago the run was asked for that is reported
   */
  DriftMeters(MeterRegistry registry, Supplier<Optional<Duration>> waited) {
    this.registry = registry;
    this.waited = waited;
    this.repair =
        Timer.builder("audionode.drift.repair")
            .description(
                "From the kernel's word of somebody's write until it was set again, if at once")
            .serviceLevelObjectives(
                Duration.ofMillis(50),
                Duration.ofMillis(100),
                Duration.ofMillis(250),
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5))
            .register(registry);
  }

  @Override
  public void accept(Report report) {
    for (var drift : report.disputes().news()) {
      Counter.builder("audionode.drift")
          .description("Settings of the agent's that somebody else changed")
          .tag("file", drift.file())
          .tag("suspect", drift.suspect().word())
          .tag("result", result(drift, report))
          .register(registry)
          .increment();
      if (drift.repaired() && isSet(drift, report)) {
        waited.get().ifPresent(repair::record);
      }
    }
  }

  private static String result(Drift drift, Report report) {
    if (!drift.repaired()) {
      return "left";
    }
    return isSet(drift, report) ? "repaired" : "failed";
  }

  private static boolean isSet(Drift drift, Report report) {
    return report.outcomes().stream()
        .anyMatch(
            outcome ->
                outcome instanceof Outcome.Applied && outcome.action().equals(drift.action()));
  }
}
