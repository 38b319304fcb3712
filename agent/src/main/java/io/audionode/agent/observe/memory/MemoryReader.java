package io.audionode.agent.observe.memory;

import io.audionode.agent.model.memory.PodMemory;
import io.audionode.agent.model.memory.ProcessMemory;
import io.audionode.agent.model.memory.WatchedPod;
import io.audionode.agent.model.memory.WatchedProcess;
import io.audionode.agent.pulse.Clocks;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.sys.KernelException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads the memory of pods. Writes nothing; for one thread. */
final class MemoryReader {
  /** More processes of a pod are only counted. */
  private static final int MOST_PROCESSES = 256;

  private static final int MOST_KEPT = 32;

  private final ChargeReader charges;
  private final ProcFs proc;
  private final Clocks clocks;
  private final MemoryPace pace;
  private final Mapped mapped;
  private final Placed placed;

  MemoryReader(MemorySources sources, Clocks clocks, MemoryPace pace) {
    this.charges = new ChargeReader(sources.cgroups());
    this.proc = sources.proc();
    this.clocks = clocks;
    this.pace = pace;
    this.mapped = new Mapped(proc, clocks, pace);
    this.placed = new Placed(proc, clocks, pace, sources.severalNodes());
  }

  /** A process as its status has it, and its pod. */
  private record Sized(WatchedProcess process, Bytes rss, Bytes swap) {
    Bytes held() {
      return rss.plus(swap);
    }
  }

  /**
   * The processes of a pod.
   *
   * @param unread how many of them are there and were not read
   */
  private record Sizes(WatchedPod pod, List<Sized> largestFirst, int unread) {}

  /**
   * All pods there are, with {@code smaps} where it is due; what is known of others is forgotten.
   */
  List<PodMemory> read(Collection<WatchedPod> pods) {
    var alive =
        pods.stream()
            .flatMap(pod -> pod.processes().stream())
            .map(WatchedProcess::id)
            .collect(Collectors.toSet());
    mapped.retain(alive);
    placed.retain(alive);
    return readSome(pods);
  }

  /** Some of them, with {@code smaps} where it is due. */
  List<PodMemory> readSome(Collection<WatchedPod> pods) {
    var sizes = pods.stream().map(this::sizes).toList();
    mapped.readDue(largest(sizes));
    return sizes.stream().map(this::pod).toList();
  }

  /** All, with {@code smaps} and {@code numa_maps} that are fresh as far as time allows. */
  List<PodMemory> readFresh(Collection<WatchedPod> pods) {
    var sizes = pods.stream().map(this::sizes).toList();
    mapped.readFresh(largest(sizes));
    placed.readFresh(largest(sizes));
    return sizes.stream().map(this::pod).toList();
  }

  private List<WatchedProcess> largest(List<Sizes> pods) {
    return pods.stream()
        .flatMap(pod -> pod.largestFirst().stream().limit(pace.largest()))
        .map(Sized::process)
        .toList();
  }

  private Sizes sizes(WatchedPod pod) {
    var found = new ArrayList<Sized>();
    var unread = Math.max(0, pod.processes().size() - MOST_PROCESSES);
    for (var process : pod.processes().stream().limit(MOST_PROCESSES).toList()) {
      try {
        sized(process).ifPresent(found::add);
      } catch (KernelException _) {
        unread++;
      }
    }
    found.sort(Comparator.comparing(Sized::held).reversed());
    return new Sizes(pod, List.copyOf(found), unread);
  }

  /** Empty when it has ended, or has given its memory back and is about to. */
  private Optional<Sized> sized(WatchedProcess process) {
    try {
      var pid = process.id().pid();
      var status = proc.status(pid);
      return proc.processId(pid).equals(process.id())
          ? status.vmRss().map(rss -> new Sized(process, rss, status.vmSwap().orElse(Bytes.ZERO)))
          : Optional.empty();
    } catch (KernelException.Gone _) {
      return Optional.empty();
    }
  }

  private PodMemory pod(Sizes sizes) {
    var pod = sizes.pod();
    var charged = charges.read(pod.cgroups());
    var processes = new ArrayList<ProcessMemory>();
    for (var sized : sizes.largestFirst().subList(0, kept(sizes))) {
      processes.add(process(sized, processes.size() < pace.largest()));
    }
    var smaller = sizes.largestFirst().size() - processes.size();
    return new PodMemory(
        pod,
        clocks.wall().instant(),
        clocks.nanos(),
        charged.cgroups(),
        processes,
        smaller + sizes.unread(),
        charged.problems());
  }

  private static int kept(Sizes sizes) {
    return Math.min(MOST_KEPT, sizes.largestFirst().size());
  }

  private ProcessMemory process(Sized sized, boolean large) {
    var last = mapped.last(sized.process().id());
    var problem =
        last.map(Mapped.Attempt::problem)
            .orElseGet(() -> last.isPresent() && large ? null : unread(large));
    return new ProcessMemory(
        sized.process(),
        proc.age(sized.process().id().startTicks()),
        sized.rss(),
        sized.swap(),
        last.map(Mapped.Attempt::mappings).orElse(null),
        problem,
        placed.last(sized.process().id()));
  }

  private String unread(boolean large) {
    return large
        ? "smaps: not read yet"
        : "smaps: read of the %d largest processes only".formatted(pace.largest());
  }
}
