package io.audionode.agent.report.pressure;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.config.Pressure;
import java.time.Duration;
import java.util.Locale;

/**
 * A trigger of the configuration.
 *
 * @param kind {@code some} or {@code full}
 * @param stallMicros how long tasks have to stall
 * @param windowMicros within which time
 */
public record TriggerView(String name, String kind, long stallMicros, long windowMicros) {
  public TriggerView {
    requireNonNull(name, "name is null");
    requireNonNull(kind, "kind is null");
  }

  static TriggerView of(Pressure.Trigger trigger) {
    return new TriggerView(
        trigger.name(),
        trigger.kind().name().toLowerCase(Locale.ROOT),
        micros(trigger.stall()),
        micros(trigger.window()));
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / 1_000;
  }
}
