package io.audionode.cgroupfs.sys;

import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;
import jnr.ffi.types.size_t;
import jnr.ffi.types.ssize_t;
import org.jspecify.annotations.Nullable;

/** C library functions that jnr-posix does not have. Public because jnr must see it. */
public interface LibC {
  /** Without O_CREAT there is no fourth argument, so the variadic prototype does not matter. */
  int openat(int directory, String path, int flags);

  int mkdirat(int directory, String path, int mode);

  int unlinkat(int directory, String path, int flags);

  int statx(int directory, String path, int flags, int mask, @Out byte[] statx);

  @ssize_t
  long getdents64(int directory, @Out byte[] entries, @size_t long size);

  int setns(int namespace, int type);

  /** Variadic in C; on x86_64 and aarch64 its arguments are passed as any others. */
  long syscall(long number, int command, @In @Out byte[] argument, int size);

  /** The same, for calls whose last argument are flags. */
  long syscall(long number, int id, @In @Out byte[] argument, int size, int flags);

  int sched_getscheduler(int tid);

  /** As above, with the arguments of move_pages(2). */
  long syscall(
      long number,
      int pid,
      @size_t long count,
      @In long[] pages,
      @In int @Nullable [] nodes,
      @In @Out int[] status,
      int flags);

  int poll(@In @Out byte[] pollfds, long count, int timeoutMillis);

  int eventfd(int initial, int flags);

  int epoll_create1(int flags);

  int epoll_ctl(int epoll, int operation, int fd, @In byte[] event);

  int epoll_wait(int epoll, @Out byte[] events, int most, int timeoutMillis);

  int inotify_init1(int flags);

  int inotify_add_watch(int inotify, String path, int mask);

  int inotify_rm_watch(int inotify, int watch);

  int malloc_trim(@size_t long kept);
}
