package io.audionode.agent.observe.memory;

import io.audionode.agent.model.memory.ProcessMemory.OnNodes;
import io.audionode.agent.model.memory.WatchedProcess;
import io.audionode.agent.pulse.Clocks;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.proc.ProcessId;
import io.audionode.cgroupfs.sys.KernelException;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The last readings of {@code numa_maps}, which walks a process's page tables as {@code smaps}
 * does: only when somebody asks, and within bounds of its own of a {@link MemoryPace}, so that what
 * {@code smaps} takes of large processes leaves time for it. For one thread.
 */
final class Placed {
  private static final long NEVER = Long.MIN_VALUE;

  private static final OnNodes NOT_ASKED =
      new OnNodes(null, null, "numa_maps: read only when somebody asks, of the largest processes");

  private final ProcFs proc;
  private final Clocks clocks;
  private final MemoryPace pace;
  private final boolean severalNodes;
  private final Map<ProcessId, Attempt> attempts = new HashMap<>();

  /**
   * @param severalNodes whether it matters on which NUMA node memory lies
   */
  Placed(ProcFs proc, Clocks clocks, MemoryPace pace, boolean severalNodes) {
    this.proc = proc;
    this.clocks = clocks;
    this.pace = pace;
    this.severalNodes = severalNodes;
  }

  /**
   * What became of a process's last reading.
   *
   * @param nanos when it ended, {@link #NEVER} when there was no time to begin
   */
  private record Attempt(long nanos, OnNodes onNodes) {}

  /** Null where there is one NUMA node with memory. */
  @Nullable OnNodes last(ProcessId id) {
    var attempt = attempts.get(id);
    if (!severalNodes) {
      return null;
    }
    return attempt == null ? NOT_ASKED : attempt.onNodes();
  }

  /** Forgets all others. */
  void retain(Set<ProcessId> alive) {
    attempts.keySet().retainAll(alive);
  }

  /** Reads those that are not fresh; those that waited longest come first. */
  void readFresh(Collection<WatchedProcess> processes) {
    if (!severalNodes) {
      return;
    }
    var began = clocks.nanos();
    for (var id : waiting(processes)) {
      if (clocks.hasPassed(pace.pass(), began)) {
        attempts.put(id, new Attempt(nanos(id), failed(id, "no time was left in this pass")));
      } else {
        var read = read(id);
        attempts.put(id, new Attempt(clocks.nanos(), read));
      }
    }
  }

  private List<ProcessId> waiting(Collection<WatchedProcess> processes) {
    return processes.stream()
        .map(WatchedProcess::id)
        .filter(id -> nanos(id) == NEVER || clocks.hasPassed(pace.fresh(), nanos(id)))
        .sorted(Comparator.comparingLong(this::nanos))
        .toList();
  }

  private long nanos(ProcessId id) {
    var attempt = attempts.get(id);
    return attempt == null ? NEVER : attempt.nanos();
  }

  private OnNodes read(ProcessId id) {
    var began = clocks.nanos();
    try {
      var pages = proc.numaMaps(id, () -> !clocks.hasPassed(pace.process(), began));
      return pages
          .map(found -> new OnNodes(clocks.wall().instant(), found, null))
          .orElseGet(
              () ->
                  failed(
                      id,
                      "given up after %d ms"
                          .formatted(Duration.ofNanos(clocks.nanos() - began).toMillis())));
    } catch (KernelException e) {
      return failed(id, String.valueOf(e.getMessage()));
    }
  }

  /** What was read before stays. */
  private OnNodes failed(ProcessId id, String problem) {
    var before = attempts.get(id);
    var words = problem.contains("numa_maps") ? problem : "numa_maps: " + problem;
    return before == null
        ? new OnNodes(null, null, words)
        : new OnNodes(before.onNodes().at(), before.onNodes().pages(), words);
  }
}
