package io.audionode.agent.report.memory;

import io.audionode.agent.model.memory.CgroupMemory;
import io.audionode.agent.model.memory.PodMemory;
import io.audionode.agent.model.memory.ProcessMemory;
import io.audionode.agent.model.memory.WatchedCgroup;
import io.audionode.agent.model.memory.WatchedProcess;
import io.audionode.cgroupfs.proc.ProcessId;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is kept of one pod: of a cgroup as long as it is the same one, of a process until it ends.
 * Guarded by its owner.
 */
final class PodTrack {
  /** Twice as many as {@code smaps} is read of. */
  static final int MOST_PROCESSES = 16;

  /** Less than what {@code memory.stat} is read apart. */
  private static final Duration SPACING = Duration.ofSeconds(15);

  private final Series charges = series();
  private final Map<WatchedCgroup, Series> cgroups = new HashMap<>();

  /** Those that were read longest ago come first. */
  private final Map<ProcessId, ProcessTrack> processes = new LinkedHashMap<>();

  private PodMemory latest;

  PodTrack(PodMemory first) {
    latest = first;
    read(first);
  }

  private static Series series() {
    return new Series(ChargeKind.values().length, SPACING);
  }

  void read(PodMemory pod) {
    latest = pod;
    charges.add(pod.nanos(), ChargeKind.sample(pod));
    cgroups
        .keySet()
        .retainAll(pod.cgroups().stream().map(CgroupMemory::cgroup).collect(Collectors.toSet()));
    for (var cgroup : pod.cgroups()) {
      cgroups
          .computeIfAbsent(cgroup.cgroup(), _ -> series())
          .add(pod.nanos(), ChargeKind.sample(cgroup, pod.pod()));
    }
    processes
        .keySet()
        .retainAll(
            pod.pod().processes().stream().map(WatchedProcess::id).collect(Collectors.toSet()));
    pod.processes().forEach(this::read);
  }

  private void read(ProcessMemory process) {
    var mappings = process.mappings();
    if (mappings != null && process.problem() == null) {
      var id = process.process().id();
      var known = processes.remove(id);
      var track = known == null ? new ProcessTrack() : known;
      track.read(mappings);
      processes.put(id, track);
      if (processes.size() > MOST_PROCESSES) {
        processes.remove(processes.keySet().iterator().next());
      }
    }
  }

  PodMemory latest() {
    return latest;
  }

  /** Of the pod as a whole. */
  Series charges() {
    return charges;
  }

  /** Empty when it was not read. */
  Optional<Series> of(CgroupMemory cgroup) {
    return Optional.ofNullable(cgroups.get(cgroup.cgroup()));
  }

  /** Empty when its {@code smaps} was not read. */
  Optional<ProcessTrack> of(ProcessMemory process) {
    return Optional.ofNullable(processes.get(process.process().id()));
  }

  /** Of history, without the objects around it. */
  int bytes() {
    return charges.bytes()
        + cgroups.values().stream().mapToInt(Series::bytes).sum()
        + processes.values().stream().mapToInt(ProcessTrack::bytes).sum();
  }
}
