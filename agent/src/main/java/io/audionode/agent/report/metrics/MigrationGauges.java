package io.audionode.agent.report.metrics;

import io.audionode.agent.report.status.MigrationView;
import io.audionode.agent.report.status.PodView;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Pages of containers on their way to another NUMA node. Rows of what is gone disappear. */
final class MigrationGauges {
  private static final double MICROS = 1e6;

  private final MultiGauge state;
  private final MultiGauge moved;
  private final MultiGauge left;
  private final MultiGauge worst;

  MigrationGauges(MeterRegistry registry) {
    state =
        rows(
            registry,
            "state",
            null,
            "Always 1; the label says how far a container is that belongs on another NUMA node");
    moved = rows(registry, "moved", "bytes", "Memory moved to the NUMA node so far");
    left = rows(registry, "left", "bytes", "Memory on other NUMA nodes still, as far as known");
    worst =
        rows(
            registry,
            "call.worst",
            "seconds",
            "Longest call that moved pages, beyond what one takes that moves none");
  }

  private static MultiGauge rows(
      MeterRegistry registry, String name, @Nullable String unit, String description) {
    return MultiGauge.builder("audionode.migration." + name)
        .description(description)
        .baseUnit(unit)
        .register(registry);
  }

  void show(List<PodView> pods) {
    state.register(
        pods.stream()
            .flatMap(
                pod ->
                    pod.migrations().stream()
                        .<Row<?>>map(one -> Row.of(tags(pod, one).and("state", one.state()), 1)))
            .toList(),
        true);
    moved.register(rows(pods, progress -> progress.moved().bytes()), true);
    left.register(rows(pods, progress -> progress.left().bytes()), true);
    worst.register(rows(pods, progress -> progress.worstCallMicros() / MICROS), true);
  }

  private static List<Row<?>> rows(
      List<PodView> pods, ToDoubleFunction<MigrationView.Progress> value) {
    var rows = new ArrayList<Row<?>>();
    for (var pod : pods) {
      for (var migration : pod.migrations()) {
        var progress = migration.progress();
        if (progress != null) {
          rows.add(Row.of(tags(pod, migration), value.applyAsDouble(progress)));
        }
      }
    }
    return rows;
  }

  private static Tags tags(PodView pod, MigrationView migration) {
    var container = migration.container();
    return Tags.of(
        "namespace",
        pod.namespace(),
        "pod",
        pod.name(),
        "container",
        container.substring(container.lastIndexOf('/') + 1),
        "numa_node",
        Integer.toString(migration.node()));
  }
}
