package io.audionode.agent.apply;

import io.audionode.cgroupfs.proc.MovablePages;
import io.audionode.cgroupfs.proc.NumaMaps;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.List;

/** A container's pages as the kernel has them. */
record KernelPages(CgroupPath home, ProcFs proc, StrainReader reader) implements ContainerPages {
  @Override
  public List<Integer> processes() {
    return reader.processes(home);
  }

  /** Read in pieces: {@code numa_maps} of a process with very many mappings is longer than any. */
  @Override
  public NumaMaps where(int pid) {
    return proc.numaMaps(proc.processId(pid), () -> true).orElseThrow();
  }

  @Override
  public MovablePages open(int pid) {
    return proc.pages(proc.processId(pid));
  }

  @Override
  public boolean hasEnded(int pid) {
    try {
      var state = proc.stat(pid).state();
      return state == 'Z' || state == 'X';
    } catch (KernelException.Gone _) {
      return true;
    }
  }
}
