package io.audionode.cgroupfs.memory;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.format.FlatKeyed;
import io.audionode.cgroupfs.sys.KernelException.Malformed;
import java.util.OptionalLong;

/**
 * {@code memory.events} and {@code memory.events.local}: counters since the cgroup was made.
 *
 * @param low reclaimed although below {@code memory.low}
 * @param high throttled because above {@code memory.high}
 * @param max about to go over {@code memory.max}
 * @param oom allocations that were about to fail
 * @param oomKill processes killed by any kind of OOM killer
 * @param oomGroupKill whole-group kills; empty before 5.17
 */
public record MemoryEvents(
    long low, long high, long max, long oom, long oomKill, OptionalLong oomGroupKill) {
  public MemoryEvents {
    requireNonNull(oomGroupKill, "oomGroupKill is null");
  }

  public static MemoryEvents parse(String text) throws Malformed {
    var values = FlatKeyed.parse(text);
    return new MemoryEvents(
        FlatKeyed.require(values, "low"),
        FlatKeyed.require(values, "high"),
        FlatKeyed.require(values, "max"),
        FlatKeyed.require(values, "oom"),
        FlatKeyed.require(values, "oom_kill"),
        values.containsKey("oom_group_kill")
            ? OptionalLong.of(FlatKeyed.require(values, "oom_group_kill"))
            : OptionalLong.empty());
  }
}
