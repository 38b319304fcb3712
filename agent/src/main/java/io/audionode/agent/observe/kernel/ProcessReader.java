package io.audionode.agent.observe.kernel;

import io.audionode.agent.model.SeenProcess;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.proc.ProcessId;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the processes of a cgroup. One that ends while it is read is left out; of one that cannot
 * be read nobody may say that it ended, so that the cgroup cannot be read either.
 */
public final class ProcessReader {
  private final CgroupFs cgroups;
  private final ProcFs proc;

  public ProcessReader(CgroupFs cgroups, ProcFs proc) {
    this.cgroups = cgroups;
    this.proc = proc;
  }

  /** The processes in a domain cgroup or thread root and in its threaded children. */
  public List<SeenProcess> in(CgroupPath path) {
    var processes = new ArrayList<SeenProcess>();
    try (var cgroup = cgroups.open(path)) {
      for (var pid : cgroup.processes()) {
        read(pid).ifPresent(processes::add);
      }
    } catch (KernelException.Gone e) {
      return List.of();
    }
    return processes;
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
