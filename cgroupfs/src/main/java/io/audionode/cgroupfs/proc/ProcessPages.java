package io.audionode.cgroupfs.proc;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.sys.Fd;
import io.audionode.cgroupfs.sys.Sys;
import java.util.List;

/**
 * The pages of one process. Bound to it by an open directory: every method says Gone once it has
 * ended, and never means another one of the same number. For one thread.
 */
public final class ProcessPages implements MovablePages {
  private final Sys sys;
  private final Fd process;
  private final int pid;

  ProcessPages(Sys sys, Fd process, int pid) {
    this.sys = requireNonNull(sys, "sys is null");
    this.process = requireNonNull(process, "process is null");
    this.pid = pid;
  }

  /**
   * The mappings that have pages in memory, ascending. The kernel walks the page tables for it, one
   * mapping at a time under the mmap_lock shared; Malformed when the files are longer than {@link
   * Sys#LONGEST_READ}, Unsupported in a kernel without NUMA.
   */
  @Override
  public List<Mapping> mappings() {
    return Mapping.parse(sys.readAt(process, "maps"), sys.readAt(process, "numa_maps"));
  }

  @Override
  public int[] where(long[] addresses) {
    requireAlive();
    return sys.pages().where(pid, addresses);
  }

  @Override
  public int[] movePages(long[] addresses, int node) {
    requireAlive();
    return sys.pages().move(pid, addresses, node);
  }

  @Override
  public long pageSize() {
    return sys.pageSize();
  }

  private void requireAlive() {
    sys.readAt(process, "stat");
  }

  @Override
  public void close() {
    process.close();
  }
}
