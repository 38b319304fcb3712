package io.audionode.agent.report.metrics;

import io.audionode.agent.model.Pod;
import io.audionode.agent.model.thread.PodThreads;
import io.audionode.agent.model.thread.ThreadLook;
import io.audionode.agent.model.thread.ThreadUse;
import io.audionode.agent.report.threads.ThreadGrowth;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the threads of classes suffer, added up for each class of a pod. Rows of pods that are gone
 * disappear. For one thread.
 */
final class ThreadMeters {
  private static final double NANOS_PER_SECOND = 1e9;

  private final MeterRegistry registry;
  private final MultiGauge threads;
  private final Map<Key, Counters> counters = new HashMap<>();

  /** What else a pod's object says may change without a counter beginning anew. */
  private record Key(String uid, String namespace, String name, String threadClass) {
    static Key of(Pod pod, String threadClass) {
      return new Key(pod.uid(), pod.namespace(), pod.name(), threadClass);
    }

    Tags tags() {
      return Tags.of("namespace", namespace, "pod", name, "class", threadClass);
    }
  }

  private record Counters(Counter majorFaults, Counter waited) {
    List<Meter> meters() {
      return List.of(majorFaults, waited);
    }
  }

  ThreadMeters(MeterRegistry registry) {
    this.registry = registry;
    threads =
        MultiGauge.builder("audionode.threads")
            .description("Threads of a pod that are in the cgroup of a thread class")
            .register(registry);
  }

  void show(ThreadLook look, List<ThreadGrowth> grown) {
    threads.register(look.pods().stream().<Row<?>>flatMap(ThreadMeters::rows).toList(), true);
    var pods = look.pods().stream().map(it -> it.pod().uid()).collect(Collectors.toSet());
    counters.entrySet().removeIf(it -> !pods.contains(it.getKey().uid()) && removed(it.getValue()));
    for (var growth : grown) {
      var key = Key.of(growth.pod(), growth.use().threadClass());
      var row = counters.computeIfAbsent(key, this::counters);
      row.majorFaults().increment((double) growth.majorFaults());
      row.waited().increment((double) growth.waited().toNanos() / NANOS_PER_SECOND);
    }
  }

  private static Stream<Row<?>> rows(PodThreads pod) {
    return pod.threads().stream()
        .collect(Collectors.groupingBy(ThreadUse::threadClass, Collectors.counting()))
        .entrySet()
        .stream()
        .map(it -> Row.of(Key.of(pod.pod(), it.getKey()).tags(), it.getValue()));
  }

  private Counters counters(Key key) {
    return new Counters(
        Counter.builder("audionode.thread.major.faults")
            .description("Major faults of threads while they were in the cgroup of a thread class")
            .tags(key.tags())
            .register(registry),
        Counter.builder("audionode.thread.run.delay.seconds")
            .description("Time that such threads were ready to run and waited for a cpu")
            .tags(key.tags())
            .register(registry));
  }

  private boolean removed(Counters row) {
    row.meters().forEach(registry::remove);
    return true;
  }
}
