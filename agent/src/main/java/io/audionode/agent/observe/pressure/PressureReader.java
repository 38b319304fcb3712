package io.audionode.agent.observe.pressure;

import io.audionode.agent.model.Subtree;
import io.audionode.agent.model.pressure.MemoryCounters;
import io.audionode.agent.model.pressure.NodeMemory;
import io.audionode.agent.model.pressure.Reading;
import io.audionode.agent.model.pressure.Scope;
import io.audionode.agent.model.pressure.Watched;
import io.audionode.agent.pulse.Clocks;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.memory.MemoryEvents;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.psi.Pressure;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.sys.Operation;
import io.audionode.cgroupfs.tree.Cgroup;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads pressure and counters, those of a domain and of the machine once in a pass. Writes nothing;
 * for one thread.
 */
final class PressureReader {
  private final CgroupFs cgroups;
  private final ProcFs proc;
  private final Clocks clocks;
  private final Map<CgroupPath, MemoryCounters> domains = new HashMap<>();
  private final Map<CgroupPath, OptionalLong> limits = new HashMap<>();
  private @Nullable NodeMemory node;

  PressureReader(CgroupFs cgroups, ProcFs proc, Clocks clocks) {
    this.cgroups = cgroups;
    this.proc = proc;
    this.clocks = clocks;
  }

  /** Begins a pass. */
  void begin() {
    domains.clear();
    limits.clear();
    node = null;
  }

  /**
   * Empty when it is gone.
   *
   * @throws KernelException when it is there and cannot be read
   */
  Optional<Reading> read(Watched watched) {
    try {
      return Optional.of(watched.scope() == Scope.NODE ? ofNode(watched) : ofCgroup(watched));
    } catch (KernelException.Gone _) {
      return Optional.empty();
    }
  }

  /** What the machine has left in this pass, null when it cannot be read. */
  @Nullable NodeMemory node() {
    try {
      node = node == null ? NodeMemory.of(proc.meminfo()) : node;
      return node;
    } catch (KernelException _) {
      return null;
    }
  }

  private Reading ofNode(Watched node) {
    var pressure = nodePressure();
    return new Reading(node, clocks.nanos(), pressure, counters(node.domain()), null);
  }

  private @Nullable Pressure nodePressure() {
    try {
      return proc.memoryPressure();
    } catch (KernelException.Unsupported _) {
      return null;
    }
  }

  private Reading ofCgroup(Watched watched) {
    try (var cgroup = cgroups.open(watched.path())) {
      if (cgroup.inode() != watched.inode()) {
        throw new KernelException.Gone(
            new Operation("read", watched.path().value(), "", ""),
            null,
            "another cgroup has its name now");
      }
      var pressure = cgroup.readIfPresent(Memory.PRESSURE).orElse(null);
      var counters = watched.isDomain() ? counters(cgroup) : counters(watched.domain());
      return new Reading(
          watched, clocks.nanos(), pressure, counters, limitHits(watched, counters.events()));
    }
  }

  /**
   * What a domain counts is of its own limit and of those below it. In the subtree all that lies
   * above it is audio's alone; below kubepods others share it.
   */
  private @Nullable Long limitHits(Watched watched, @Nullable MemoryEvents own) {
    if (own == null || !watched.scope().ofPod()) {
      return null;
    }
    var hits = own.max() + own.high();
    for (var above : watched.domain().ancestors()) {
      if (Subtree.contains(above)) {
        var local = limits.computeIfAbsent(above, this::localHits);
        if (local.isEmpty()) {
          return null;
        }
        hits += local.getAsLong();
      }
    }
    return hits;
  }

  /** None where there is no such file, as before 5.2; empty where it cannot be read now. */
  private OptionalLong localHits(CgroupPath path) {
    try (var cgroup = cgroups.open(path)) {
      return OptionalLong.of(
          cgroup.readIfPresent(Memory.EVENTS_LOCAL).map(it -> it.max() + it.high()).orElse(0L));
    } catch (KernelException _) {
      return OptionalLong.empty();
    }
  }

  private MemoryCounters counters(CgroupPath path) {
    var known = domains.get(path);
    if (known != null) {
      return known;
    }
    try (var domain = cgroups.open(path)) {
      return counters(domain);
    }
  }

  private MemoryCounters counters(Cgroup domain) {
    return domains.computeIfAbsent(domain.path(), _ -> count(domain));
  }

  private static MemoryCounters count(Cgroup domain) {
    return MemoryCounters.of(
        domain.readIfPresent(Memory.STAT).orElse(null),
        domain.readIfPresent(Memory.SWAP_CURRENT).orElse(null),
        domain.readIfPresent(Memory.EVENTS).orElse(null));
  }
}
