package io.audionode.agent.report.metrics;

import io.audionode.agent.model.ApiLink;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Function;
import java.util.function.Supplier;

/** How well the API server is heard. */
final class ApiGauges {
  private ApiGauges() {}

  static void bind(MeterRegistry registry, Supplier<ApiLink> link) {
    gauge(
        registry,
        "audionode.api.connected",
        "1 while the API server is heard, 0 while the pods last known count",
        it -> it.connected() ? 1.0 : 0.0,
        link);
    gauge(
        registry,
        "audionode.api.listed",
        "1 once the API server has told of all pods since the start",
        it -> it.listed() ? 1.0 : 0.0,
        link);
    gauge(
        registry,
        "audionode.api.silent.seconds",
        "Since the API server last said anything; NaN when it never did",
        ApiGauges::silence,
        link);
  }

  private static double silence(ApiLink link) {
    var silent = link.silentFor();
    return silent == null ? Double.NaN : silent.toMillis() / 1000.0;
  }

  private static void gauge(
      MeterRegistry registry,
      String name,
      String description,
      Function<ApiLink, Double> value,
      Supplier<ApiLink> link) {
    Gauge.builder(name, () -> value.apply(link.get())).description(description).register(registry);
  }
}
