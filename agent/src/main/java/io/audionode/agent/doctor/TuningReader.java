package io.audionode.agent.doctor;

import io.audionode.agent.doctor.Tuning.CardInterrupts;
import io.audionode.agent.doctor.Tuning.IdleState;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.numa.SoundCard;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.sys.Sys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads sysfs and procfs; a file that is not there, or that may not be read, is left out. Sources:
 * Documentation/ABI/testing/sysfs-devices-system-cpu, sysfs-bus-pci and
 * Documentation/admin-guide/mm/transhuge.rst.
 */
final class TuningReader {
  private static final Pattern CPU = Pattern.compile("cpu\\d+");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
  private static final Pattern CHOSEN = Pattern.compile("\\[(\\w+)]");

  private final Sys sys;
  private final Path proc;
  private final Path sysfs;

  TuningReader(Sys sys, Path proc, Path sysfs) {
    this.sys = sys;
    this.proc = proc;
    this.sysfs = sysfs;
  }

  Tuning read() {
    return new Tuning(
        SoundCard.read(sys, sysfs.resolve("class/sound")).stream().map(this::card).toList(),
        governors(),
        idleStates(),
        text(sysfs.resolve("kernel/mm/transparent_hugepage"), "enabled")
            .flatMap(TuningReader::chosen)
            .orElse(null),
        text(proc.resolve("sys/kernel"), "numa_balancing")
            .flatMap(TuningReader::number)
            .orElse(null));
  }

  private CardInterrupts card(SoundCard card) {
    var effective = new HashMap<Integer, CpuList>();
    interrupts(sysfs.resolve("class/sound/card" + card.number()))
        .forEach(
            irq ->
                text(proc.resolve("irq").resolve(irq.toString()), "effective_affinity_list")
                    .flatMap(TuningReader::cpus)
                    .ifPresent(cpus -> effective.put(irq, cpus)));
    return new CardInterrupts(card, effective);
  }

  /**
   * Those of its device or of the first ancestor that has any: an USB card has its controller's.
   */
  private List<Integer> interrupts(Path card) {
    try {
      for (var device = card.toRealPath(); device != null; device = device.getParent()) {
        var found = ofDevice(device).toList();
        if (!found.isEmpty()) {
          return found;
        }
      }
    } catch (IOException _) {
      // it went meanwhile
    }
    return List.of();
  }

  /** Message signalled ones; else the line of the device, which is 0 for none. */
  private Stream<Integer> ofDevice(Path device) {
    var messages =
        names(device.resolve("msi_irqs")).stream().flatMap(name -> number(name).stream()).toList();
    return messages.isEmpty()
        ? text(device, "irq").flatMap(TuningReader::number).filter(irq -> irq > 0).stream()
        : messages.stream();
  }

  private SortedMap<String, Integer> governors() {
    var cpus = sysfs.resolve("devices/system/cpu");
    var governors = new TreeMap<String, Integer>();
    names(cpus).stream()
        .filter(name -> CPU.matcher(name).matches())
        .flatMap(name -> text(cpus.resolve(name).resolve("cpufreq"), "scaling_governor").stream())
        .forEach(governor -> governors.merge(governor, 1, Integer::sum));
    return governors;
  }

  private List<IdleState> idleStates() {
    var all = sysfs.resolve("devices/system/cpu/cpu0/cpuidle");
    var states = new ArrayList<IdleState>();
    for (var name : names(all)) {
      var state = all.resolve(name);
      if (!text(state, "disable").equals(Optional.of("1"))) {
        text(state, "name")
            .ifPresent(
                title ->
                    text(state, "latency")
                        .flatMap(TuningReader::number)
                        .ifPresent(latency -> states.add(new IdleState(title, latency))));
      }
    }
    return states;
  }

  private List<String> names(Path directory) {
    try (var opened = sys.openDirectory(directory)) {
      return sys.list(opened);
    } catch (KernelException _) {
      return List.of();
    }
  }

  private Optional<String> text(Path directory, String file) {
    try (var opened = sys.openDirectory(directory)) {
      return Optional.of(sys.readAt(opened, file).strip());
    } catch (KernelException _) {
      return Optional.empty();
    }
  }

  private static Optional<String> chosen(String words) {
    var chosen = CHOSEN.matcher(words);
    return chosen.find() ? Optional.of(chosen.group(1)) : Optional.empty();
  }

  private static Optional<Integer> number(String text) {
    return NUMBER.matcher(text).matches() ? Optional.of(Integer.parseInt(text)) : Optional.empty();
  }

  private static Optional<CpuList> cpus(String text) {
    try {
      return Optional.of(CpuList.parse(text)).filter(cpus -> !cpus.isEmpty());
    } catch (KernelException _) {
      return Optional.empty();
    }
  }
}
