package io.audionode.agent.observe.memory;

import io.audionode.agent.model.memory.ProcessMemory.Mappings;
import io.audionode.agent.model.memory.WatchedProcess;
import io.audionode.agent.pulse.Clocks;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.proc.ProcessId;
import io.audionode.cgroupfs.sys.KernelException;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The last readings of {@code smaps}, and the reading of it within the bounds of a {@link
 * MemoryPace}. For one thread.
 */
final class Mapped {
  private static final int MEBI_SHIFT = 20;

  /** The kernel counts resident pages in batches for each thread or processor. */
  private static final long SLACK = 4L << MEBI_SHIFT;

  private final ProcFs proc;
  private final Clocks clocks;
  private final MemoryPace pace;
  private final Map<ProcessId, Attempt> attempts = new HashMap<>();

  Mapped(ProcFs proc, Clocks clocks, MemoryPace pace) {
    this.proc = proc;
    this.clocks = clocks;
    this.pace = pace;
  }

  /**
   * What became of a process's last reading.
   *
   * @param nanos when it ended
   * @param mappings the last reading that succeeded, null when none did
   * @param problem why this one did not, null when it did
   */
  record Attempt(
      long nanos, Duration took, @Nullable Mappings mappings, @Nullable String problem) {}

  /** Empty before the first. */
  Optional<Attempt> last(ProcessId id) {
    return Optional.ofNullable(attempts.get(id));
  }

  /** Forgets all others. */
  void retain(Set<ProcessId> alive) {
    attempts.keySet().retainAll(alive);
  }

  /** Reads those that are due anyway; those that waited longest come first. */
  void readDue(Collection<WatchedProcess> processes) {
    read(
        processes,
        attempt -> {
          var pause = attempt.took().multipliedBy(MemoryPace.PAUSE);
          var wait = pause.compareTo(pace.smaps()) > 0 ? pause : pace.smaps();
          return clocks.hasPassed(wait, attempt.nanos());
        });
  }

  /** Reads those that somebody who asks should not be told of as they are. */
  void readFresh(Collection<WatchedProcess> processes) {
    read(processes, attempt -> clocks.hasPassed(pace.fresh(), attempt.nanos()));
  }

  private void read(Collection<WatchedProcess> processes, Predicate<Attempt> due) {
    var began = clocks.nanos();
    for (var id : waiting(processes, due)) {
      if (clocks.hasPassed(pace.pass(), began)) {
        return;
      }
      attempts.put(id, read(id));
    }
  }

  private List<ProcessId> waiting(Collection<WatchedProcess> processes, Predicate<Attempt> due) {
    return processes.stream()
        .map(WatchedProcess::id)
        .filter(id -> last(id).map(due::test).orElse(true))
        .sorted(Comparator.comparingLong(id -> last(id).map(Attempt::nanos).orElse(Long.MIN_VALUE)))
        .toList();
  }

  private Attempt read(ProcessId id) {
    var began = clocks.nanos();
    var before = last(id).map(Attempt::mappings).orElse(null);
    try {
      var resident = resident(id);
      var smaps = proc.smaps(id, () -> !clocks.hasPassed(pace.process(), began));
      var took = Duration.ofNanos(clocks.nanos() - began);
      if (smaps.isEmpty()) {
        return failed(took, before, "smaps: given up after " + took.toMillis() + " ms");
      }
      var missing = Math.min(resident, resident(id)) - smaps.get().total().rss().value();
      if (missing > SLACK) {
        return failed(took, before, incomplete(missing));
      }
      var all = Duration.ofNanos(clocks.nanos() - began);
      var mappings =
          new Mappings(
              smaps.get(), clocks.wall().instant(), clocks.nanos(), proc.age(id.startTicks()), all);
      return new Attempt(clocks.nanos(), all, mappings, null);
    } catch (KernelException e) {
      var took = Duration.ofNanos(clocks.nanos() - began);
      return failed(took, before, String.valueOf(e.getMessage()));
    }
  }

  private long resident(ProcessId id) {
    return proc.status(id.pid()).vmRss().map(Bytes::value).orElse(0L);
  }

  private static String incomplete(long missing) {
    return "smaps: this kernel leaves %d MiB out of what is resident"
        .formatted(missing >> MEBI_SHIFT);
  }

  private Attempt failed(Duration took, @Nullable Mappings before, String problem) {
    return new Attempt(clocks.nanos(), took, before, problem);
  }
}
