package io.audionode.agent.apply;

import io.audionode.cgroupfs.proc.MovablePages;
import io.audionode.cgroupfs.proc.NumaMaps;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.proc.ProcessId;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.List;
import java.util.Optional;

/** A container's pages as the kernel has them. */
record KernelPages(CgroupPath home, ProcFs proc, StrainReader reader) implements ContainerPages {
  @Override
  public List<ProcessId> processes() {
    return reader.processes(home).stream().flatMap(pid -> inIt(pid).stream()).toList();
  }

  /** Asked where it is after who it is: then it is the one that was in the list. */
  private Optional<ProcessId> inIt(int pid) {
    try {
      var process = proc.processId(pid);
      return Optional.of(process).filter(_ -> proc.cgroup(pid).path().startsWith(home));
    } catch (KernelException.Gone _) {
      return Optional.empty();
    }
  }

  /** Read in pieces: {@code numa_maps} of a process with very many mappings is longer than any. */
  @Override
  public NumaMaps where(ProcessId process) {
    return proc.numaMaps(process, () -> true).orElseThrow();
  }

  @Override
  public MovablePages open(ProcessId process) {
    return proc.pages(process);
  }

  @Override
  public boolean hasEnded(ProcessId process) {
    try {
      var now = proc.stat(process.pid());
      return !now.id().equals(process) || now.state() == 'Z' || now.state() == 'X';
    } catch (KernelException.Gone _) {
      return true;
    }
  }
}
