package io.audionode.agent.apply;

import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.proc.Tasks;
import io.audionode.cgroupfs.psi.Pressure;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads how a container fares, and which processes it has. */
final class StrainReader {
  /** More threads cost more to look at than they tell. */
  private static final int MOST_THREADS = 256;

  private final CgroupFs cgroups;
  private final ProcFs proc;
  private final Tasks tasks;

  StrainReader(CgroupFs cgroups, ProcFs proc, Tasks tasks) {
    this.cgroups = cgroups;
    this.proc = proc;
    this.tasks = tasks;
  }

  /** Of a cgroup and all below it. */
  List<Integer> processes(CgroupPath path) {
    var all = new ArrayList<Integer>();
    try (var cgroup = cgroups.open(path)) {
      all.addAll(cgroup.processes());
      cgroup.children().forEach(child -> all.addAll(processes(path.child(child))));
    } catch (KernelException.Gone | KernelException.Unsupported _) {
      return all; // it has ended, or its processes are its thread root's
    }
    return all;
  }

  Strain read(CgroupPath path) {
    return new Strain(System.nanoTime(), stalledUsec(path), waited(processes(path)));
  }

  private long stalledUsec(CgroupPath path) {
    try (var cgroup = cgroups.open(path)) {
      return Pressure.parse(cgroup.readText("memory.pressure"))
          .some()
          .map(Pressure.Line::totalUsec)
          .orElse(0L);
    } catch (KernelException _) {
      return 0; // a kernel without PSI; run-queue delay counts alone then
    }
  }

  private Map<Integer, Long> waited(List<Integer> processes) {
    var waited = new HashMap<Integer, Long>();
    for (var pid : processes) {
      try {
        proc.tasks(pid).stream()
            .limit(Math.max(0, MOST_THREADS - waited.size()))
            .forEach(tid -> waited(tid).ifPresent(nanos -> waited.put(tid, nanos)));
      } catch (KernelException _) {
        // It has ended.
      }
    }
    return waited;
  }

  /** Empty when the thread has ended, or this kernel keeps no such account. */
  private Optional<Long> waited(int tid) {
    try {
      return Optional.of(tasks.schedStat(tid).waited().toNanos());
    } catch (KernelException _) {
      return Optional.empty();
    }
  }
}
