package io.audionode.agent.model.pressure;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.memory.MemoryEvents;
import io.audionode.cgroupfs.memory.MemoryStat;
import java.util.OptionalLong;

/**
 * What a cgroup and all below it counted since it was made, or between two moments.
 *
 * @param majorFaults faults that read from a disk
 * @param refaults pages that were read back soon after they were taken away
 * @param scanned pages that reclaim looked at
 * @param reclaimed pages that reclaim took away
 * @param swapBytes {@code memory.swap.current}; between two moments it may be negative
 * @param events {@code memory.events}; all zero where there is no such file, as at the root
 */
public record MemoryCounters(
    long majorFaults,
    long refaults,
    long scanned,
    long reclaimed,
    long swapBytes,
    MemoryEvents events) {
  /** Nothing. */
  public static final MemoryCounters ZERO =
      new MemoryCounters(0, 0, 0, 0, 0, new MemoryEvents(0, 0, 0, 0, 0, OptionalLong.empty()));

  public MemoryCounters {
    requireNonNull(events, "events is null");
  }

  /** The counters in the kernel's files. */
  public static MemoryCounters of(MemoryStat stat, long swapBytes, MemoryEvents events) {
    return new MemoryCounters(
        stat.pgmajfault(),
        stat.workingsetRefault(),
        stat.count("pgscan").orElse(0),
        stat.count("pgsteal").orElse(0),
        swapBytes,
        events);
  }

  /** What has been counted since an earlier moment; a counter that fell began anew. */
  public MemoryCounters since(MemoryCounters before) {
    return new MemoryCounters(
        Growth.counted(before.majorFaults, majorFaults),
        Growth.counted(before.refaults, refaults),
        Growth.counted(before.scanned, scanned),
        Growth.counted(before.reclaimed, reclaimed),
        swapBytes - before.swapBytes,
        since(events, before.events));
  }

  /** The second signal: pages of its own that had to come back. Stalls alone are no proof. */
  public long lost() {
    return majorFaults + refaults;
  }

  private static MemoryEvents since(MemoryEvents now, MemoryEvents before) {
    return new MemoryEvents(
        Growth.counted(before.low(), now.low()),
        Growth.counted(before.high(), now.high()),
        Growth.counted(before.max(), now.max()),
        Growth.counted(before.oom(), now.oom()),
        Growth.counted(before.oomKill(), now.oomKill()),
        OptionalLong.empty());
  }
}
