package io.audionode.agent.observe.incidents;

import io.audionode.agent.model.incident.Charge;
import io.audionode.agent.model.incident.ProcessUse;
import io.audionode.agent.model.incident.Sample;
import io.audionode.agent.model.pressure.MemoryCounters;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.memory.MemoryEvents;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.tree.Cgroup;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Reads what is recorded. Writes nothing; for one thread.
 *
 * <p>Of a cgroup: five memory files, {@code memory.pressure} and {@code cgroup.procs}; of each of
 * its processes {@code stat}; of the largest {@code oom_score_adj} too. {@code smaps} never.
 */
final class SampleReader {
  /** How many processes of a sample are kept. */
  static final int LARGEST = 5;

  /** A cgroup with more processes has only the first looked at. */
  private static final int MOST_LOOKED_AT = 256;

  private final CgroupFs cgroups;
  private final ProcFs proc;
  private final InstantSource clock;
  private final long pageSize;

  /**
   * @param pageSize bytes in a page of memory
   */
  SampleReader(CgroupFs cgroups, ProcFs proc, InstantSource clock, long pageSize) {
    this.cgroups = cgroups;
    this.proc = proc;
    this.clock = clock;
    this.pageSize = pageSize;
  }

  /**
   * Empty when that very cgroup is gone, or has no memory files any more.
   *
   * @throws KernelException when it is there and cannot be read
   */
  Optional<Sample> read(Recorded recorded) {
    try (var cgroup = cgroups.open(recorded.path())) {
      return cgroup.inode() == recorded.inode() ? read(cgroup) : Optional.empty();
    } catch (KernelException.Gone _) {
      return Optional.empty();
    }
  }

  /** {@code memory.events} of a pod's cgroup; empty when it is gone or has no such file. */
  Optional<MemoryEvents> events(CgroupPath path) {
    try (var cgroup = cgroups.open(path)) {
      return cgroup.readIfPresent(Memory.EVENTS);
    } catch (KernelException.Gone _) {
      return Optional.empty();
    }
  }

  private Optional<Sample> read(Cgroup cgroup) {
    var current = cgroup.readIfPresent(Memory.CURRENT);
    var stat = cgroup.readIfPresent(Memory.STAT);
    var events = cgroup.readIfPresent(Memory.EVENTS);
    if (current.isEmpty() || stat.isEmpty() || events.isEmpty()) {
      return Optional.empty();
    }
    var swap =
        cgroup
            .readIfPresent(Memory.SWAP_CURRENT)
            .map(all -> all.minusOrZero(stat.get().swapcached().orElse(Bytes.ZERO)))
            .orElse(null);
    var numa = cgroup.readIfPresent(Memory.NUMA_STAT).orElse(null);
    return Optional.of(
        new Sample(
            clock.instant(),
            cgroup.readIfPresent(Memory.PRESSURE).orElse(null),
            Charge.of(current.get(), swap, stat.get(), numa),
            MemoryCounters.of(stat.get(), swap, events.get()),
            largest(cgroup)));
  }

  private List<ProcessUse> largest(Cgroup cgroup) {
    var all = new ArrayList<ProcessUse>();
    cgroup.processes().stream()
        .limit(MOST_LOOKED_AT)
        .forEach(pid -> process(pid).ifPresent(all::add));
    return all.stream()
        .sorted(Comparator.comparing(ProcessUse::rss).reversed())
        .limit(LARGEST)
        .map(this::scored)
        .toList();
  }

  /** Empty when it ended meanwhile. */
  private Optional<ProcessUse> process(int pid) {
    try {
      var stat = proc.stat(pid);
      return stat.state() == 'Z'
          ? Optional.empty()
          : Optional.of(
              new ProcessUse(pid, stat.comm(), new Bytes(stat.rssPages() * pageSize), null));
    } catch (KernelException.Gone _) {
      return Optional.empty();
    }
  }

  private ProcessUse scored(ProcessUse process) {
    try {
      var score = proc.oomScoreAdj(process.pid());
      return new ProcessUse(process.pid(), process.comm(), process.rss(), score);
    } catch (KernelException.Gone _) {
      return process;
    }
  }
}
