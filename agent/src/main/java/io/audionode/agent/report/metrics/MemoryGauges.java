package io.audionode.agent.report.metrics;

import io.audionode.agent.model.memory.MemoryLook;
import io.audionode.agent.model.memory.PodMemory;
import io.audionode.agent.report.memory.ChargeKind;
import io.audionode.agent.report.memory.RemoteMemory;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.Arrays;
import java.util.stream.Stream;

/** What audio pods' memory is made of. Rows of what is gone, or not known, disappear. */
final class MemoryGauges {
  private final MultiGauge pods;
  private final MultiGauge remote;

  MemoryGauges(MeterRegistry registry) {
    pods =
        MultiGauge.builder("audionode.pod.memory")
            .description("Memory charged to a pod's own cgroups, by what it is")
            .baseUnit("bytes")
            .register(registry);
    remote =
        MultiGauge.builder("audionode.pod.memory.remote")
            .description("Share of a pod's memory that lies on other NUMA nodes than its own")
            .baseUnit("ratio")
            .register(registry);
  }

  void show(MemoryLook look) {
    pods.register(look.pods().stream().<Row<?>>flatMap(MemoryGauges::rows).toList(), true);
    remote.register(look.pods().stream().<Row<?>>flatMap(MemoryGauges::share).toList(), true);
  }

  private static Stream<Row<?>> share(PodMemory memory) {
    return ChargeKind.REMOTE.of(memory).stream()
        .mapToObj(bytes -> Row.of(tags(memory), RemoteMemory.share(memory, bytes)));
  }

  private static Tags tags(PodMemory memory) {
    return Tags.of("namespace", memory.pod().namespace(), "pod", memory.pod().name());
  }

  private static Stream<Row<?>> rows(PodMemory memory) {
    var pod = tags(memory);
    return Arrays.stream(ChargeKind.values())
        .flatMap(
            kind ->
                kind.of(memory).stream()
                    .mapToObj(bytes -> Row.of(pod.and("kind", kind.word()), bytes)));
  }
}
