package io.audionode.cgroupfs.sys;

/**
 * move_pages(2). Thread-safe; every call throws {@link KernelException}: Gone when the process has
 * ended, Denied without the right to trace it (CAP_SYS_PTRACE), Unsupported in a kernel without
 * CONFIG_MIGRATION. Moving to a node outside of the process's {@code cpuset.mems} is Denied
 * (EACCES), to one without memory Gone (ENODEV), to one that is full Refused (ENOMEM), which leaves
 * untold how many pages were moved before.
 *
 * <p>What comes back for a page is its NUMA node, or a negative errno: -ENOENT, nothing is mapped
 * there; -EFAULT, no mapping or the zero page; -EACCES, other processes map it too; -EBUSY, in use
 * for I/O, or part of a huge page that the same call took already; before 4.17 -ENOMEM, the node is
 * full.
 *
 * <p>Since 5.14 (lru_cache_disable in mm/migrate.c) each call that moves first empties the pagevecs
 * of every cpu and waits for that, whatever the number of pages, zero included; before, it did so
 * without waiting for readers. A page is unmapped while it is copied: a thread that touches it then
 * waits until the call is through with it.
 */
public interface Pages {
  /** The most pages of one call here, so that its arrays stay small. */
  int MOST = 4096;

  /** For a page that the kernel had not come to when another one failed. */
  int NOT_TOLD = Integer.MIN_VALUE;

  /** Where each page is; nothing is moved. */
  int[] where(int pid, long[] addresses);

  /**
   * Moves pages that no other process maps (MPOL_MF_MOVE).
   *
   * @return for each where it is now, a negative errno, or {@link #NOT_TOLD}
   */
  int[] move(int pid, long[] addresses, int node);
}
