package io.audionode.agent.report.metrics;

import io.audionode.agent.report.status.LoopState;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** How each of the agent's loops is doing. */
final class LoopGauges {
  private LoopGauges() {}

  static void bind(MeterRegistry registry, Supplier<List<LoopState>> loops) {
    for (var loop : loops.get()) {
      var name = loop.name();
      FunctionCounter.builder(
              "audionode.loop.failures",
              loops,
              all -> of(all, name).map(LoopState::failures).orElse(0L))
          .description("Runs of a loop that failed, or found something that cannot be read")
          .tag("loop", name)
          .register(registry);
      Gauge.builder(
              "audionode.loop.silent.seconds",
              () ->
                  of(loops, name).map(LoopState::silence).orElse(Duration.ZERO).toMillis() / 1000.0)
          .description("Since a loop's last run ended")
          .tag("loop", name)
          .register(registry);
    }
  }

  private static Optional<LoopState> of(Supplier<List<LoopState>> loops, String name) {
    return loops.get().stream().filter(loop -> loop.name().equals(name)).findFirst();
  }
}
