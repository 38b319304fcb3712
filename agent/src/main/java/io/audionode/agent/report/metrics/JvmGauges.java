package io.audionode.agent.report.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;

/** A few numbers of the JVM; Micrometer's own binders have some dozens. */
final class JvmGauges {
  private static final double MILLIS_PER_SECOND = 1000;

  private JvmGauges() {}

  static void bind(MeterRegistry registry) {
    var memory = ManagementFactory.getMemoryMXBean();
    Gauge.builder("jvm.memory.used", memory, bean -> bean.getHeapMemoryUsage().getUsed())
        .description("Memory the JVM uses")
        .baseUnit("bytes")
        .tag("area", "heap")
        .register(registry);
    Gauge.builder("jvm.memory.used", memory, bean -> bean.getNonHeapMemoryUsage().getUsed())
        .description("Memory the JVM uses")
        .baseUnit("bytes")
        .tag("area", "nonheap")
        .register(registry);
    Gauge.builder("jvm.memory.max", memory, bean -> bean.getHeapMemoryUsage().getMax())
        .description("Memory the JVM may use")
        .baseUnit("bytes")
        .tag("area", "heap")
        .register(registry);
    Gauge.builder("jvm.threads", ManagementFactory.getThreadMXBean(), bean -> bean.getThreadCount())
        .description("Live threads")
        .register(registry);
    collections(registry);
  }

  private static void collections(MeterRegistry registry) {
    for (var collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      FunctionCounter.builder(
              "jvm.gc.collections", collector, GarbageCollectorMXBean::getCollectionCount)
          .description("Garbage collections")
          .tag("gc", collector.getName())
          .register(registry);
      FunctionCounter.builder(
              "jvm.gc.seconds", collector, bean -> bean.getCollectionTime() / MILLIS_PER_SECOND)
          .description("Seconds spent collecting garbage")
          .tag("gc", collector.getName())
          .register(registry);
    }
  }
}
