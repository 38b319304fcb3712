package io.audionode.agent.observe.incidents;

import io.audionode.agent.model.pressure.NodeMemory;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.proc.MemInfo;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What the machine had left in the last minute: after a kill there is room again. */
final class Room {
  private final Deque<At> looks = new ArrayDeque<>();
  private @Nullable Bytes total;

  /** What of growth of a neighbour takes from it at least. */
  private static final long LEAST = Bytes.ofMebibytes(1).value();

  private @Nullable NodeMemory most;
  private boolean less = true;

  private record At(long nanos, NodeMemory memory) {}

  void look(MemInfo meminfo, long nanos) {
    var now = NodeMemory.of(meminfo);
    total = meminfo.memTotal();
    looks.add(new At(nanos, now));
    looks.removeIf(look -> nanos - look.nanos() > Tape.KEPT.toNanos());
    less = most == null || isLess(now, most);
    most = most == null || less ? now : most(now, most);
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

  private static boolean isLess(NodeMemory now, NodeMemory most) {
    return isLess(now.free(), most.free())
        || isLess(now.available(), most.available())
        || isLess(now.swapFree(), most.swapFree());
  }

  private static boolean isLess(Bytes now, Bytes most) {
    return most.minusOrZero(now).value() >= LEAST;
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
