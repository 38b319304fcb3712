package io.audionode.agent.report.memory;

import io.audionode.agent.model.Excerpt;
import io.audionode.agent.model.memory.CgroupMemory;
import io.audionode.agent.model.memory.KernelMemory;
import io.audionode.agent.model.memory.PodMemory;
import io.audionode.agent.model.memory.ProcessMemory;
import io.audionode.agent.model.memory.ProcessMemory.OnNodes;
import io.audionode.agent.report.memory.ProcessMemoryView.MappedView;
import io.audionode.agent.report.memory.ProcessMemoryView.OnNodesView;
import io.audionode.agent.report.status.Amount;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.Limit;
import io.audionode.cgroupfs.proc.NumaMaps;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes the view of one pod. Guarded by the track's owner. */
final class PodMemoryViews {
  private final PodTrack track;

  private PodMemoryViews(PodTrack track) {
    this.track = track;
  }

  static PodMemoryView of(PodTrack track) {
    return new PodMemoryViews(track).view();
  }

  private PodMemoryView view() {
    var now = track.latest();
    var pod = now.pod();
    return new PodMemoryView(
        pod.uid(),
        pod.namespace(),
        pod.name(),
        pod.numaNode(),
        now.at(),
        charged(track.charges()),
        onNodes(now),
        kernelSource(),
        pod.shared() == null ? null : pod.shared().toString(),
        Growers.of(track),
        Forecasts.of(track),
        now.cgroups().stream().map(this::cgroup).toList(),
        now.processes().stream().map(this::process).toList(),
        now.unread(),
        now.problems());
  }

  private static Map<String, Amount> onNodes(PodMemory pod) {
    var sums = new TreeMap<Integer, Bytes>();
    pod.whole()
        .forEach(
            cgroup ->
                cgroup.onNodes().forEach((node, bytes) -> sums.merge(node, bytes, Bytes::plus)));
    var onNodes = new LinkedHashMap<String, Amount>();
    sums.forEach((node, bytes) -> onNodes.put(node.toString(), Amount.of(bytes)));
    return onNodes;
  }

  private @Nullable String kernelSource() {
    return track.latest().whole().stream()
        .flatMap(cgroup -> Stream.ofNullable(cgroup.kernel()))
        .map(KernelMemory::source)
        .findFirst()
        .orElse(null);
  }

  private static Map<String, GrownView> charged(Series series) {
    var charged = new LinkedHashMap<String, GrownView>();
    for (var kind : ChargeKind.values()) {
      series
          .latest(kind.column())
          .ifPresent(
              bytes ->
                  charged.put(
                      kind.word(),
                      GrownView.of(bytes, window -> series.grown(kind.column(), window))));
    }
    return charged;
  }

  private CgroupMemoryView cgroup(CgroupMemory cgroup) {
    var max = cgroup.max() instanceof Limit.Of limit ? limit.bytes() : null;
    return new CgroupMemoryView(
        cgroup.cgroup().path().toString(),
        cgroup.cgroup().whole(),
        amount(max),
        amount(max == null ? null : max.minusOrZero(cgroup.current())),
        track.of(cgroup).map(PodMemoryViews::charged).orElseGet(Map::of));
  }

  private static @Nullable Amount amount(@Nullable Bytes bytes) {
    return bytes == null ? null : Amount.of(bytes);
  }

  private ProcessMemoryView process(ProcessMemory process) {
    return new ProcessMemoryView(
        process.process().id().pid(),
        Excerpt.of(process.process().comm()),
        process.process().cgroup().toString(),
        process.age().toSeconds(),
        Amount.of(process.rss()),
        Amount.of(process.swap()),
        mapped(process),
        process.problem(),
        onNodes(process.onNodes()));
  }

  private @Nullable MappedView mapped(ProcessMemory process) {
    var mappings = process.mappings();
    return mappings == null
        ? null
        : track
            .of(process)
            .map(
                known ->
                    new MappedView(
                        mappings.at(),
                        mappings.took().toNanos() / 1_000,
                        mappings.smaps().mappings(),
                        memory(known)))
            .orElse(null);
  }

  private static @Nullable OnNodesView onNodes(@Nullable OnNodes read) {
    return read == null ? null : new OnNodesView(read.at(), amounts(read.pages()), read.problem());
  }

  private static Map<String, Amount> amounts(@Nullable NumaMaps maps) {
    var amounts = new LinkedHashMap<String, Amount>();
    if (maps != null) {
      maps.bytes().forEach((node, bytes) -> amounts.put(node.toString(), Amount.of(bytes)));
    }
    return amounts;
  }

  private static Map<String, GrownView> memory(ProcessTrack process) {
    var memory = new LinkedHashMap<String, GrownView>();
    for (var kind : MappedKind.values()) {
      process
          .latest(kind)
          .ifPresent(
              bytes ->
                  memory.put(
                      kind.word(), GrownView.of(bytes, window -> process.grown(kind, window))));
    }
    return memory;
  }
}
