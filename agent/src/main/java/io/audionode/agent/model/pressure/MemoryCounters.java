package io.audionode.agent.model.pressure;

import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.memory.MemoryEvents;
import io.audionode.cgroupfs.memory.MemoryStat;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a cgroup and all below it counted since it was made, or between two moments. Null is what
 * its files do not say: without the memory controller there is none of them, the root has no {@code
 * memory.events}, and without swap there is no {@code memory.swap.current}. What is missing at
 * either moment is null between them too.
 *
 * @param majorFaults faults that read from a disk
 * @param refaults pages that were read back soon after they were taken away
 * @param scanned pages that reclaim looked at
 * @param reclaimed pages that reclaim took away
 * @param swapBytes {@code memory.swap.current}, in incidents without what is in memory too; between
 *     two moments it may be negative
 * @param events {@code memory.events}
 */
public record MemoryCounters(
    @Nullable Long majorFaults,
    @Nullable Long refaults,
    @Nullable Long scanned,
    @Nullable Long reclaimed,
    @Nullable Long swapBytes,
    @Nullable MemoryEvents events) {
  /** Nothing is known. */
  public static final MemoryCounters ABSENT =
      new MemoryCounters(null, null, null, null, null, null);

  /** The counters in the kernel's files, null for one that is not there. */
  public static MemoryCounters of(
      @Nullable MemoryStat stat, @Nullable Bytes swap, @Nullable MemoryEvents events) {
    return new MemoryCounters(
        stat == null ? null : stat.pgmajfault(),
        stat == null ? null : stat.workingsetRefault(),
        stat == null ? null : count(stat, "pgscan"),
        stat == null ? null : count(stat, "pgsteal"),
        swap == null ? null : swap.value(),
        events);
  }

  private static @Nullable Long count(MemoryStat stat, String key) {
    var count = stat.count(key);
    return count.isPresent() ? count.getAsLong() : null;
  }

  /** What has been counted since an earlier moment; a counter that fell began anew. */
  public MemoryCounters since(MemoryCounters before) {
    return new MemoryCounters(
        Growth.counted(before.majorFaults, majorFaults),
        Growth.counted(before.refaults, refaults),
        Growth.counted(before.scanned, scanned),
        Growth.counted(before.reclaimed, reclaimed),
        swapBytes == null || before.swapBytes == null ? null : swapBytes - before.swapBytes,
        events == null || before.events == null ? null : since(events, before.events));
  }

  /**
   * The second signal: pages of its own that had to come back. Stalls alone are no proof. Empty
   * where nobody counts them.
   */
  public OptionalLong lost() {
    return majorFaults == null || refaults == null
        ? OptionalLong.empty()
        : OptionalLong.of(majorFaults + refaults);
  }

  /** What {@code memory.events} counted between two looks at it. */
  public static MemoryEvents since(MemoryEvents now, MemoryEvents before) {
    return new MemoryEvents(
        Growth.counted(before.low(), now.low()),
        Growth.counted(before.high(), now.high()),
        Growth.counted(before.max(), now.max()),
        Growth.counted(before.oom(), now.oom()),
        Growth.counted(before.oomKill(), now.oomKill()),
        OptionalLong.empty());
  }
}
