package io.audionode.cgroupfs.sys;

/**
 * The size of a page of memory on this machine, to which the kernel rounds every memory limit down
 * (page_counter_memparse, mm/page_counter.c).
 */
public final class PageSize {
  /** In bytes, from sysconf(_SC_PAGESIZE): 4096 on x86_64, up to 65,536 on aarch64. */
  public static final long BYTES = Linux.system().pageSize();

  private PageSize() {}
}
