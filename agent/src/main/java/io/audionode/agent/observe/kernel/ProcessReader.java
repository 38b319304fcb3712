package io.audionode.agent.observe.kernel;

import io.audionode.agent.model.SeenProcess;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.proc.ProcessId;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.cgroupfs.tree.Core;
import io.audionode.cgroupfs.tree.PidList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the processes of a cgroup. One that ends while it is read is left out; of one that cannot
 * be read nobody may say that it ended, so that the cgroup cannot be read either.
 */
final class ProcessReader {
  private final CgroupFs cgroups;
  private final ProcFs proc;

  ProcessReader(CgroupFs cgroups, ProcFs proc) {
    this.cgroups = cgroups;
    this.proc = proc;
  }

  /** The processes in a domain cgroup or thread root and in its threaded children. */
  ProcessLists.Listed in(CgroupPath path) {
    try (var cgroup = cgroups.open(path)) {
      var text = cgroup.readText(Core.PROCS);
      var pids = PidList.parse(text);
      return new ProcessLists.Listed(
          text, pids.stream().flatMap(pid -> read(pid).stream()).toList());
    } catch (KernelException.Gone e) {
      return new ProcessLists.Listed("", List.of());
    }
  }

  private Optional<SeenProcess> read(int pid) {
    try {
      var stat = proc.stat(pid);
      if (stat.state() == 'Z') {
        return Optional.empty();
      }
      return Optional.of(
          new SeenProcess(
              new ProcessId(pid, stat.startTicks()),
              stat.ppid(),
              stat.comm(),
              proc.oomScoreAdj(pid),
              proc.cgroup(pid).path()));
    } catch (KernelException.Gone e) {
      return Optional.empty();
    }
  }
}
