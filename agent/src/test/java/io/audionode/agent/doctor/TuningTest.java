package io.audionode.agent.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.doctor.Tuning.CardInterrupts;
import io.audionode.agent.doctor.Tuning.IdleState;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.numa.SoundCard;
import io.audionode.cgroupfs.sys.Linux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What glitches although audionode does its work, and what to do about it. */
class TuningTest {
  private static final SoundCard PCH = new SoundCard(0, "PCH", 1);

  @TempDir private Path root;

  @Test
  void readsWhatTheKernelShows() throws IOException {
    write("sys/devices/pci0000:80/1b.0/sound/card0/id", "PCH");
    write("sys/devices/pci0000:80/1b.0/numa_node", "1");
    write("sys/devices/pci0000:80/1b.0/msi_irqs/35", "msi");
    write("proc/irq/35/effective_affinity_list", "2-3");
    var card = root.resolve("sys/devices/pci0000:80/1b.0/sound/card0");
    Files.createSymbolicLink(
        Files.createDirectories(root.resolve("sys/class/sound")).resolve("card0"), card);
    write("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "powersave");
    write("sys/devices/system/cpu/cpu1/cpufreq/scaling_governor", "powersave");
    write("sys/devices/system/cpu/cpuidle/current_driver", "intel_idle");
    idleState(0, "POLL", 0, 0);
    idleState(1, "C1E", 10, 0);
    idleState(2, "C6", 133, 0);
    idleState(3, "C8", 890, 1);
    write("sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never");
    write("proc/sys/kernel/numa_balancing", "1");

    assertThat(read())
        .isEqualTo(
            new Tuning(
                List.of(new CardInterrupts(PCH, Map.of(35, CpuList.of(2, 3)))),
                new TreeMap<>(Map.of("powersave", 2)),
                List.of(
                    new IdleState("POLL", 0), new IdleState("C1E", 10), new IdleState("C6", 133)),
                "madvise",
                1));
  }

  @Test
  void findsNothingOnAMachineThatShowsNothing() {
    assertThat(read()).isEqualTo(Tuning.NOTHING);
  }

  private Tuning read() {
    return new TuningReader(Linux.system(), root.resolve("proc"), root.resolve("sys")).read();
  }

  private void idleState(int number, String name, int latency, int disabled) throws IOException {
    var state = "sys/devices/system/cpu/cpu0/cpuidle/state" + number + "/";
    write(state + "name", name);
    write(state + "latency", "" + latency);
    write(state + "disable", "" + disabled);
  }

  private void write(String path, String text) throws IOException {
    var file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text + "\n");
  }

  @Test
  void advisesToKeepInterruptsOnTheCardsNode() {
    assertThat(card(CpuList.of(2))).isEqualTo("ok 0 (PCH), on NUMA node 1 with its interrupts");
    assertThat(card(CpuList.of(0)))
        .isEqualTo(
            "advice 0 (PCH) is on NUMA node 1; cpus of other nodes take its interrupts: 35 on cpu 0"
                + " -> write 2-3 to /proc/irq/N/smp_affinity_list of each, and tell irqbalance to leave"
                + " it (--banirq)");
  }

  @Test
  void claimsNothingOfInterruptsThatAreNotKnown() {
    var unknown = new CardInterrupts(PCH, Map.of());
    assertThat(
            said(
                "sound card", new Tuning(List.of(unknown), new TreeMap<>(), List.of(), null, null)))
        .isEqualTo("ok 0 (PCH), on NUMA node 1; its interrupts are not known");
  }

  private static String card(CpuList cpus) {
    var interrupts = new CardInterrupts(PCH, Map.of(35, cpus));
    return said(
        "sound card", new Tuning(List.of(interrupts), new TreeMap<>(), List.of(), null, null));
  }

  @Test
  void advisesWhereTheClockIsScaled() {
    assertThat(said("cpu clock", governors(Map.of("performance", 4))))
        .isEqualTo("ok performance on 4 cpus");
    assertThat(said("cpu clock", governors(Map.of("performance", 3, "powersave", 1))))
        .startsWith("advice performance on 3 cpus, powersave on 1 cpu: the clock rises");
    assertThat(said("cpu clock", Tuning.NOTHING)).isEqualTo("ok nothing here scales it");
  }

  private static Tuning governors(Map<String, Integer> governors) {
    return new Tuning(List.of(), new TreeMap<>(governors), List.of(), null, null);
  }

  @Test
  void advisesWhereACpuSleepsDeeply() {
    assertThat(said("deep C-states", idle(new IdleState("C1E", 50)))).startsWith("ok none");
    assertThat(said("deep C-states", idle(new IdleState("C3", 51)))).startsWith("advice cpu 0");
    assertThat(said("deep C-states", idle(new IdleState("C1E", 10), new IdleState("C6", 133))))
        .startsWith("advice cpu 0 may need 133 us to leave C6 -> cpupower idle-set -D 50");
  }

  private static Tuning idle(IdleState... states) {
    return new Tuning(List.of(), new TreeMap<>(), List.of(states), null, null);
  }

  @Test
  void advisesWhereTheKernelMovesPagesByItself() {
    var pages = new Tuning(List.of(), new TreeMap<>(), List.of(), "always", 1);
    assertThat(said("huge pages", pages)).contains("-> write madvise");
    assertThat(said("NUMA balancing", pages)).endsWith("-> sysctl kernel.numa_balancing=0");
    var calm = new Tuning(List.of(), new TreeMap<>(), List.of(), "madvise", 0);
    assertThat(said("huge pages", calm)).isEqualTo("ok madvise");
    assertThat(said("NUMA balancing", calm)).isEqualTo("ok off");
  }

  @Test
  void isNoWarning() {
    var pages = new Tuning(List.of(), new TreeMap<>(), List.of(), "always", 1);
    assertThat(new Diagnosis(TuningChecks.of(with(pages))).exitStatus()).isZero();
  }

  private static String said(String name, Tuning tuning) {
    return TuningChecks.of(with(tuning)).stream()
        .filter(check -> check.name().equals(name))
        .map(
            check ->
                check.verdict().mark()
                    + " "
                    + check.finding()
                    + (check.remedy().isEmpty() ? "" : " -> " + check.remedy()))
        .findFirst()
        .orElseThrow();
  }

  private static Evidence with(Tuning tuning) {
    var fit = Fit.node();
    return new Evidence(
        fit.setup(), fit.hierarchy(), fit.rights(), fit.node(), tuning, fit.unreadable());
  }
}
