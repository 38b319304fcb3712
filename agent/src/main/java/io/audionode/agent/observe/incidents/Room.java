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

  private record At(long nanos, NodeMemory memory) {}

  void look(MemInfo meminfo, long nanos) {
    total = meminfo.memTotal();
    looks.add(new At(nanos, NodeMemory.of(meminfo)));
    if (looks.size() > Tape.SAMPLES) {
      looks.remove();
    }
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
