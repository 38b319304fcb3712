package io.audionode.agent.report.metrics;

import io.audionode.agent.model.pressure.PressureEvent;
import io.audionode.agent.model.pressure.PressureLook;
import io.audionode.agent.model.pressure.Reading;
import io.audionode.agent.model.pressure.Scope;
import io.audionode.agent.model.pressure.Watched;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory pressure in numbers. Rows of what is not watched any more disappear; threads have none of
 * their own. {@link #accept} is for one thread.
 */
final class PressureMeters {
  private static final double MICROS_PER_SECOND = 1_000_000;

  private final MeterRegistry registry;
  private final AtomicLong armed = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicInteger degraded = new AtomicInteger();
  private final Timer delivery;
  private final AtomicInteger clients = new AtomicInteger();
  private final Counter lost;
  private final Map<Watched, Row> rows = new HashMap<>();

  /** The counters of one cgroup, which live as long as they are watched. */
  private record Row(AtomicLong some, AtomicLong full, List<Meter> meters) {}

  PressureMeters(MeterRegistry registry) {
    this.registry = registry;
    gauge("audionode.pressure.triggers.armed", "Pressure triggers that are armed", armed);
    gauge("audionode.pressure.triggers.refused", "Pressure triggers that are not armed", refused);
    gauge(
        "audionode.pressure.degraded", "1 while memory.stat is sampled for want of PSI", degraded);
    gauge("audionode.pressure.clients", "Clients that follow the pressure stream", clients);
    delivery =
        Timer.builder("audionode.pressure.delivery")
            .description("From the wake-up by a trigger to writing to a client")
            .serviceLevelObjectives(
                Duration.ofMillis(1),
                Duration.ofMillis(5),
                Duration.ofMillis(20),
                Duration.ofMillis(100),
                Duration.ofMillis(500),
                Duration.ofSeconds(2),
                Duration.ofSeconds(10))
            .register(registry);
    lost =
        Counter.builder("audionode.pressure.lost")
            .description("Events that slow clients were told to have lost")
            .register(registry);
  }

  void accept(PressureLook look) {
    armed.set(look.triggers().armed());
    refused.set(look.triggers().refused());
    degraded.set(look.triggers().degraded() == null ? 0 : 1);
    var watched = look.triggers().byCgroup().keySet();
    rows.entrySet().removeIf(row -> !watched.contains(row.getKey()) && removed(row.getValue()));
    look.readings().stream()
        .filter(reading -> watched.contains(reading.watched()))
        .filter(reading -> reading.watched().scope() != Scope.THREADS)
        .forEach(this::show);
    look.events().forEach(this::count);
  }

  void delivered(Duration after) {
    delivery.record(after);
  }

  void clients(int now) {
    clients.set(now);
  }

  void lost(long events) {
    lost.increment((double) events);
  }

  /** Without PSI there is no row; a line that is missing keeps its counter where it is. */
  private void show(Reading reading) {
    var some = reading.someUsec();
    var full = reading.fullUsec();
    if (some != null || full != null) {
      var row = rows.computeIfAbsent(reading.watched(), this::row);
      row.some().set(Objects.requireNonNullElseGet(some, row.some()::get));
      row.full().set(Objects.requireNonNullElseGet(full, row.full()::get));
    }
  }

  private Row row(Watched watched) {
    var some = new AtomicLong();
    var full = new AtomicLong();
    return new Row(
        some, full, List.of(stalled(watched, "some", some), stalled(watched, "full", full)));
  }

  private Meter stalled(Watched watched, String line, AtomicLong micros) {
    return FunctionCounter.builder(
            "audionode.pressure.stalled.seconds",
            micros,
            it -> (double) it.get() / MICROS_PER_SECOND)
        .description("Seconds that tasks waited for memory: some of them, or all at once")
        .tags(
            Tags.of(
                "scope", watched.scope().word(),
                "subject", watched.subject(),
                "cgroup", watched.path().toString(),
                "line", line))
        .register(registry);
  }

  private boolean removed(Row row) {
    row.meters().forEach(registry::remove);
    return true;
  }

  private void count(PressureEvent event) {
    var trigger = event.trigger();
    Counter.builder("audionode.pressure.events")
        .description("Pressure events by trigger and by what they mean for audio")
        .tag("trigger", trigger == null ? "sample" : trigger.name())
        .tag("scope", event.watched().scope().word())
        .tag("verdict", event.judgement().verdict().word())
        .register(registry)
        .increment();
  }

  private void gauge(String name, String description, Number value) {
    Gauge.builder(name, () -> value).description(description).register(registry);
  }
}
