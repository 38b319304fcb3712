package io.audionode.agent.observe.pressure;

import io.audionode.agent.model.pressure.MemoryCounters;
import io.audionode.agent.model.pressure.NodeMemory;
import io.audionode.agent.model.pressure.Reading;
import io.audionode.agent.model.pressure.Scope;
import io.audionode.agent.model.pressure.Watched;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.psi.Pressure;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.sys.Operation;
import io.audionode.cgroupfs.tree.Cgroup;
import io.audionode.cgroupfs.tree.CgroupFs;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads pressure and counters. Writes nothing; any thread. */
final class PressureReader {
  private final CgroupFs cgroups;
  private final ProcFs proc;
  private final Clocks clocks;

  PressureReader(CgroupFs cgroups, ProcFs proc, Clocks clocks) {
    this.cgroups = cgroups;
    this.proc = proc;
    this.clocks = clocks;
  }

  /** Empty when it is gone, or cannot be read at the moment. */
  Optional<Reading> read(Watched watched) {
    try {
      var pressure = pressure(watched);
      return Optional.of(new Reading(watched, clocks.nanos(), pressure, counters(watched)));
    } catch (KernelException e) {
      return Optional.empty();
    }
  }

  NodeMemory node() {
    return NodeMemory.of(proc.meminfo());
  }

  private @Nullable Pressure pressure(Watched watched) {
    if (watched.scope() == Scope.NODE) {
      try {
        return proc.memoryPressure();
      } catch (KernelException.Unsupported _) {
        return null;
      }
    }
    try (var cgroup = cgroups.open(watched.path())) {
      if (cgroup.inode() != watched.inode()) {
        throw new KernelException.Gone(
            new Operation("read", watched.path().value(), "", ""),
            null,
            "another cgroup has its name now");
      }
      return cgroup.readIfPresent(Memory.PRESSURE).orElse(null);
    }
  }

  private MemoryCounters counters(Watched watched) {
    try (var domain = cgroups.open(watched.domain())) {
      return domain
          .readIfPresent(Memory.STAT)
          .map(
              stat ->
                  MemoryCounters.of(
                      stat,
                      swap(domain),
                      domain.readIfPresent(Memory.EVENTS).orElse(MemoryCounters.ZERO.events())))
          .orElse(MemoryCounters.ZERO);
    }
  }

  private static long swap(Cgroup domain) {
    return domain.readIfPresent(Memory.SWAP_CURRENT).map(Bytes::value).orElse(0L);
  }
}
