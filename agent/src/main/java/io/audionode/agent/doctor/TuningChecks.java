package io.audionode.agent.doctor;

import io.audionode.agent.doctor.Tuning.CardInterrupts;
import io.audionode.agent.doctor.Tuning.IdleState;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.numa.NumaNode;
import io.audionode.cgroupfs.numa.NumaTopology;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an audio engineer would change on this machine. audionode works without any of it and never
 * changes it, so that it is advice and no warning.
 */
final class TuningChecks {
  static final String INTERRUPTS = "sound card";
  static final String GOVERNOR = "cpu clock";
  static final String IDLE = "deep C-states";
  static final String HUGE_PAGES = "huge pages";
  static final String BALANCING = "NUMA balancing";

  /** A fiftieth of the shortest usual period, 128 frames at 48 kHz. */
  private static final long LONG_MICROS = 50;

  private static final String PERFORMANCE = "performance";

  private final Tuning tuning;
  private final @Nullable NumaTopology numa;

  private TuningChecks(Tuning tuning, @Nullable NumaTopology numa) {
    this.tuning = tuning;
    this.numa = numa;
  }

  static List<Check> of(Evidence evidence) {
    var checks = new TuningChecks(evidence.tuning(), evidence.node().numa());
    var all = new ArrayList<Check>();
    evidence.tuning().cards().forEach(card -> all.add(checks.card(card)));
    all.add(checks.governor());
    all.add(checks.idle());
    all.add(checks.hugePages());
    if (checks.isNuma()) {
      all.add(checks.balancing());
    }
    return all;
  }

  private boolean isNuma() {
    return numa != null && numa.nodes().size() > 1;
  }

  private Check card(CardInterrupts interrupts) {
    var card = interrupts.card();
    var title = "%d (%s)".formatted(card.number(), card.id());
    var node =
        card.numaNode() == null || numa == null ? null : numa.node(card.numaNode()).orElse(null);
    if (node == null) {
      return Check.ok(INTERRUPTS, title + ", on no known NUMA node");
    }
    if (interrupts.effective().isEmpty()) {
      return Check.ok(
          INTERRUPTS,
          "%s, on NUMA node %d; its interrupts are not known".formatted(title, node.id()));
    }
    var astray =
        interrupts.effective().entrySet().stream()
            .filter(irq -> !isOn(node, irq.getValue()))
            .sorted(Comparator.comparing(irq -> irq.getKey()))
            .toList();
    if (astray.isEmpty() || node.cpus().isEmpty()) {
      return Check.ok(
          INTERRUPTS, "%s, on NUMA node %d with its interrupts".formatted(title, node.id()));
    }
    return Check.advice(
        INTERRUPTS,
        "%s is on NUMA node %d; cpus of other nodes take its interrupts: %s"
            .formatted(
                title,
                node.id(),
                astray.stream()
                    .map(irq -> "%d on cpu %s".formatted(irq.getKey(), irq.getValue().text()))
                    .collect(Collectors.joining(", "))),
        "write %s to /proc/irq/N/smp_affinity_list of each, and tell irqbalance to leave it (--banirq)"
            .formatted(node.cpus().text()));
  }

  private static boolean isOn(NumaNode node, CpuList cpus) {
    return cpus.stream().allMatch(node.cpus()::contains);
  }

  private Check governor() {
    var governors = tuning.governors();
    if (governors.isEmpty()) {
      return Check.ok(GOVERNOR, "nothing here scales it");
    }
    var found =
        governors.entrySet().stream()
            .map(one -> "%s on %s".formatted(one.getKey(), Doctor.count(one.getValue(), "cpu")))
            .collect(Collectors.joining(", "));
    return governors.keySet().stream().allMatch(PERFORMANCE::equals)
        ? Check.ok(GOVERNOR, found)
        : Check.advice(
            GOVERNOR,
            found + ": the clock rises only after load has come",
            "cpupower frequency-set -g performance, at least on the cpus of audio");
  }

  private Check idle() {
    var deep =
        tuning.idleStates().stream()
            .filter(state -> state.latencyMicros() > LONG_MICROS)
            .max(Comparator.comparingLong(IdleState::latencyMicros));
    return deep.map(
            state ->
                Check.advice(
                    IDLE,
                    "cpu 0 may need %d us to leave %s"
                        .formatted(state.latencyMicros(), state.name()),
                    "cpupower idle-set -D %d".formatted(LONG_MICROS)))
        .orElseGet(
            () ->
                Check.ok(
                    IDLE, "none that takes longer than %d us to leave".formatted(LONG_MICROS)));
  }

  private Check hugePages() {
    if (!"always".equals(tuning.hugePages())) {
      return Check.ok(HUGE_PAGES, tuning.hugePages() == null ? "none" : tuning.hugePages());
    }
    return Check.advice(
        HUGE_PAGES,
        "always: khugepaged stops a program's page faults while it puts its pages together",
        "write madvise to /sys/kernel/mm/transparent_hugepage/enabled");
  }

  private Check balancing() {
    var balancing = tuning.numaBalancing();
    return balancing == null || balancing == 0
        ? Check.ok(BALANCING, "off")
        : Check.advice(
            BALANCING,
            "on: pages are taken from programs to see who uses them, before 6.16 also on one node",
            "sysctl kernel.numa_balancing=0");
  }
}
