package io.audionode.agent.observe.incidents;

import io.audionode.agent.model.pressure.NodeMemory;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.proc.MemInfo;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What the machine had left lately: after a kill there is room again. For one thread. */
final class Room {
  /** Less than this is no neighbour's growth. */
  private static final long LEAST = Bytes.ofMebibytes(1).value();

  private final Deque<At> looks = new ArrayDeque<>();
  private @Nullable Bytes total;

  /** The most of each that there was since it was less. */
  private @Nullable NodeMemory before;

  private boolean less = true;

  private record At(long nanos, NodeMemory memory) {}

  void look(MemInfo meminfo, long nanos) {
    var now = NodeMemory.of(meminfo);
    total = meminfo.memTotal();
    looks.add(new At(nanos, now));
    looks.removeIf(look -> nanos - look.nanos() > Tape.KEPT.toNanos());
    less = before == null || isLess(now, before);
    before = before == null || less ? now : most(now, before);
  }

  /** Nobody knows what there is. */
  void unknown() {
    less = true;
  }

  /**
   * Whether anybody may have grown since it was less the last time: what a pod takes is missing in
   * what is free, in what could be made so, or in swap.
   */
  boolean isLess() {
    return less;
  }

  private static boolean isLess(NodeMemory now, NodeMemory before) {
    return isLess(now.free(), before.free())
        || isLess(now.available(), before.available())
        || isLess(now.swapFree(), before.swapFree());
  }

  private static boolean isLess(Bytes now, Bytes before) {
    return before.minusOrZero(now).value() >= LEAST;
  }

  private static NodeMemory most(NodeMemory one, NodeMemory other) {
    return new NodeMemory(
        most(one.free(), other.free()),
        most(one.available(), other.available()),
        most(one.swapFree(), other.swapFree()));
  }

  private static Bytes most(Bytes one, Bytes other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /** The look with the least available since a moment; null without any. */
  @Nullable NodeMemory least(long sinceNanos) {
    return looks.stream()
        .filter(look -> look.nanos() - sinceNanos >= 0)
        .map(At::memory)
        .min(Comparator.comparing(NodeMemory::available))
        .orElse(null);
  }

  Findings.NodeRoom since(long nanos) {
    var least = least(nanos);
    return new Findings.NodeRoom(total, least == null ? null : least.available());
  }
}
