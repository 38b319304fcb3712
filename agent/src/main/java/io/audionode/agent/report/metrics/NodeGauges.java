package io.audionode.agent.report.metrics;

import io.audionode.agent.desired.Adoption;
import io.audionode.agent.desired.DesiredNode;
import io.audionode.agent.desired.PodDesire;
import io.audionode.agent.model.Subtree;
import io.audionode.agent.report.Report;
import io.audionode.agent.report.status.Amount;
import io.audionode.agent.report.status.PodAdoption;
import io.audionode.agent.report.status.PodView;
import io.audionode.agent.report.status.StatusBoard;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.Limit;
import io.audionode.cgroupfs.memory.Memory;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the latest report says of the node and its pods. Rows of what is gone disappear. */
final class NodeGauges {
  private static final String BYTES = "bytes";
  private static final Set<String> PROTECTING =
      Set.of(Adoption.SUBTREE.word(), Adoption.IN_PLACE.word());

  private final MultiGauge pods;
  private final AtomicInteger wanting;
  private final AtomicInteger protectedPods;
  private final MultiGauge minimum;
  private final MultiGauge promised;
  private final MultiGauge effective;
  private final MultiGauge charged;
  private final AtomicInteger swappiness;
  private final AtomicInteger warnings;
  private final AtomicInteger paused;

  NodeGauges(MeterRegistry registry) {
    pods = rows(registry, "audionode.pods", null, "Pods that ask, by how they are looked after");
    wanting =
        number(
            registry,
            "audionode.pods.wanting",
            "Pods that ask to be protected and have a container; not those with hold");
    protectedPods =
        number(
            registry,
            "audionode.pods.protected",
            "Pods of these whose every container is looked after, and for which the kernel protects"
                + " all the memory that they ask for");
    minimum =
        rows(registry, "audionode.memory.min", BYTES, "memory.min of audio/node<N> as it is now");
    promised =
        rows(registry, "audionode.memory.promised", BYTES, "Minima granted to pods of a NUMA node");
    effective =
        rows(
            registry,
            "audionode.memory.effective",
            BYTES,
            "Memory of a pod that the kernel protects after all ancestors");
    charged =
        rows(
            registry,
            "audionode.charged",
            BYTES,
            "Memory of a pod charged where its minimum counts (here) or where it was before"
                + " (elsewhere)");
    swappiness = number(registry, "audionode.swappiness", "vm.swappiness of the node as it is now");
    warnings = number(registry, "audionode.warnings", "Warnings on the node and on pods now");
    paused =
        number(
            registry, "audionode.paused", "1 while nothing is written, by configuration or hold");
  }

  /**
   * Shows a report.
   *
   * @param views its pods
   */
  void show(Report report, List<PodView> views) {
    var desired = report.desired();
    pods.register(podRows(report), true);
    var asking = views.stream().filter(NodeGauges::isWanting).toList();
    wanting.set(asking.size());
    protectedPods.set((int) asking.stream().filter(NodeGauges::isProtected).count());
    minimum.register(perNumaNode(report, node -> minimum(report, node)), true);
    promised.register(perNumaNode(report, node -> promised(desired, node)), true);
    effective.register(
        views.stream().map(pod -> row(tags(pod), pod.memory().effective().bytes())).toList(), true);
    charged.register(views.stream().flatMap(NodeGauges::chargedRows).toList(), true);
    swappiness.set(report.seen().machine().swappiness());
    paused.set(desired.pause() == null ? 0 : 1);
    warnings.set(
        desired.warnings().size()
            + desired.pods().stream().mapToInt(pod -> pod.warnings().size()).sum());
  }

  /** A pod whose images are still being fetched has nothing to protect. */
  private static boolean isWanting(PodView pod) {
    return !pod.adoption().equals(PodAdoption.HELD.word())
        && !(pod.adoption().equals(PodAdoption.WAITING.word()) && pod.containers().isEmpty());
  }

  private static boolean isProtected(PodView pod) {
    var memory = pod.memory();
    return !pod.containers().isEmpty()
        && pod.containers().stream().allMatch(it -> PROTECTING.contains(it.adoption()))
        && memory.effective().bytes() >= memory.asked().bytes();
  }

  private static MultiGauge rows(
      MeterRegistry registry, String name, @Nullable String unit, String description) {
    return MultiGauge.builder(name).description(description).baseUnit(unit).register(registry);
  }

  private static AtomicInteger number(MeterRegistry registry, String name, String description) {
    var value = new AtomicInteger();
    Gauge.builder(name, value, AtomicInteger::get).description(description).register(registry);
    return value;
  }

  private static List<Row<?>> podRows(Report report) {
    var rows = new ArrayList<Row<?>>();
    StatusBoard.byAdoption(report)
        .forEach((word, count) -> rows.add(row(Tags.of("adoption", word), count)));
    return rows;
  }

  private static List<Row<?>> perNumaNode(Report report, IntToLongFunction value) {
    return report.seen().machine().numa().nodes().stream()
        .<Row<?>>map(
            node ->
                row(
                    Tags.of("numa_node", Integer.toString(node.id())),
                    value.applyAsLong(node.id())))
        .toList();
  }

  private static long minimum(Report report, int numaNode) {
    var text = report.seen().knob(Subtree.node(numaNode), Memory.MIN.file());
    return text.map(Limit::parse).orElse(Limit.of(0)) instanceof Limit.Of(long value) ? value : 0;
  }

  private static long promised(DesiredNode desired, int numaNode) {
    return desired.pods().stream()
        .filter(pod -> pod.numaNode() == numaNode)
        .map(PodDesire::granted)
        .reduce(Bytes.ZERO, Bytes::plus)
        .value();
  }

  private static Stream<Row<?>> chargedRows(PodView pod) {
    var memory = pod.memory();
    return Stream.concat(
        Stream.ofNullable(memory.chargedHere()).map(here -> chargedRow(pod, "here", here)),
        Stream.of(chargedRow(pod, "elsewhere", memory.chargedElsewhere())));
  }

  private static Row<?> chargedRow(PodView pod, String where, Amount amount) {
    return row(tags(pod).and("where", where), amount.bytes());
  }

  private static Tags tags(PodView pod) {
    return Tags.of("namespace", pod.namespace(), "pod", pod.name());
  }

  private static Row<?> row(Tags tags, long value) {
    return Row.of(tags, value);
  }
}
