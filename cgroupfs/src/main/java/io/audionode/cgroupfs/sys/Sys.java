package io.audionode.cgroupfs.sys;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The system calls that this module needs, and no more. Thread-safe.
 *
 * <p>Every call throws {@link KernelException} and retries EINTR. Names are relative to a directory
 * descriptor and no symbolic link is followed in their last part.
 */
public interface Sys {
  /** The most that {@link #readAt(Fd, String)} reads: control files are far below it. */
  int LONGEST_READ = 16 << 20;

  /** Opens a directory by path, following links: for mount points, not for cgroups. */
  default Fd openDirectory(Path path) {
    return openDirectory(path, path.toString());
  }

  /** Opens a directory by path under the name that error messages shall use. */
  Fd openDirectory(Path path, String label);

  /** Opens {@code name}, which may have several parts, below {@code directory}. */
  Fd openDirectoryAt(Fd directory, String name);

  /** Like {@link #openDirectoryAt(Fd, String)} under the name that error messages shall use. */
  Fd openDirectoryAt(Fd directory, String name, String label);

  Fd openFileAt(Fd directory, String name, Access access);

  /**
   * Opens a log for {@link #readAvailable} at its end: what is in it by now is skipped, and nobody
   * waits for what is not there yet.
   */
  Fd openLogAt(Fd directory, String name);

  /** The whole file as lenient UTF-8, at most {@link #LONGEST_READ} bytes, else Malformed. */
  default String readAt(Fd directory, String file) {
    return readAt(directory, file, LONGEST_READ);
  }

  /** The whole file as lenient UTF-8; Malformed when it has more than {@code limit} bytes. */
  String readAt(Fd directory, String file, int limit);

  /**
   * Hands a file over in pieces, so that it is never in memory as a whole: for files whose length
   * other processes decide on.
   *
   * @return whether the end was reached; false when the sink wanted no more
   */
  boolean readAt(Fd directory, String file, Sink sink);

  /**
   * The whole of an open file from its beginning, wherever it was read to, as {@link #readAt(Fd,
   * String)}: for a cgroup's files that are read again and again, a short one with a single system
   * call. Gone (ENODEV) when its cgroup was removed.
   */
  String reread(Fd file);

  /**
   * Writes all of {@code text} in one write(2), as control files want it. May block for long where
   * the kernel reclaims or migrates inside the call.
   */
  void writeAt(Fd directory, String file, String text);

  /** One write(2) of all of {@code text} to an open file. */
  void write(Fd file, String text);

  /** Makes a directory with mode 0755. */
  void mkdirAt(Fd directory, String name);

  void rmdirAt(Fd directory, String name);

  /** The inode number, which tells a recreated directory from the old one. */
  long inode(Fd fd);

  /** The names in a directory, without {@code .} and {@code ..}, sorted. */
  List<String> list(Fd directory);

  /** Like {@link #list}, only directories. */
  List<String> listDirectories(Fd directory);

  int geteuid();

  int getpid();

  /** Sends a signal; 0 only asks whether the process is there (else Gone with ESRCH). */
  void kill(int pid, int signal);

  /**
   * Enters a cgroup namespace, such as {@code /proc/1/ns/cgroup}. Counts for the calling thread and
   * for those that it starts from then on; needs CAP_SYS_ADMIN, and CAP_SYS_PTRACE to open another
   * process's.
   */
  void enterCgroupNamespace(Path namespace);

  /** Bytes in a page of memory. */
  long pageSize();

  /** Flushes a file's contents and length to its device. */
  void fsync(Fd fd);

  /** Makes created, renamed and removed names in a directory survive a crash. */
  default void syncDirectory(Path path) {
    try (var directory = openDirectory(path)) {
      fsync(directory);
    }
  }

  /** A descriptor that {@link #signal} makes readable, to wake a thread out of {@link #poll}. */
  Fd eventFd();

  void signal(Fd eventFd);

  /** Undoes every {@link #signal} so far; harmless when there was none. */
  void drain(Fd eventFd);

  /**
   * Waits until one of the descriptors has something, or the timeout has passed. A signal may end
   * the wait early, so an empty answer does not prove that time has passed. A closed descriptor is
   * never ready.
   *
   * @param timeout rounded up to milliseconds
   * @return the interests that something happened for, empty at the timeout
   */
  List<Ready> poll(List<Interest> interests, Duration timeout);

  /** epoll(7), for descriptors that are many or stay long. */
  Epoll epoll();

  /** A non-blocking inotify instance; {@link Inotify} is the comfortable side of it. */
  Fd inotifyInit();

  /** Adds or replaces the watch of a path, without following a link in its last part. */
  int inotifyAddWatch(Fd inotify, Path path, int mask);

  /** Removes a watch; one that has gone by itself is no error. */
  void inotifyRemoveWatch(Fd inotify, int watch);

  /** bpf(2), which is many calls in one. */
  Bpf bpf();

  /** How single threads are scheduled. */
  Scheduler scheduler();

  /** move_pages(2), which tells where pages are and moves them. */
  Pages pages();

  /**
   * Gives memory back to the kernel that the C library has freed and holds for the next who asks:
   * malloc_trim(3). Takes some milliseconds.
   *
   * @return whether there was any
   */
  boolean trimHeap();

  /** What a non-blocking descriptor has ready, empty when nothing. */
  byte[] readAvailable(Fd fd, int limit);

  /** Takes a file piece by piece. */
  @FunctionalInterface
  interface Sink {
    /**
     * Takes the next piece.
     *
     * @param bytes the piece at its beginning; used again for the one after
     * @param count how many bytes it has, at least 1
     * @return whether to go on
     */
    boolean take(byte[] bytes, int count);
  }

  /** What {@link #poll} waits for. */
  enum Condition {
    /** Data to read: POLLIN. */
    READABLE,
    /** An exceptional condition, such as a PSI trigger that fired: POLLPRI. */
    PRIORITY
  }

  /** A descriptor and what to wait for. */
  record Interest(Fd fd, Condition condition) {}

  /**
   * A descriptor that has something.
   *
   * @param fired what was waited for has happened
   * @param failed the kernel reports POLLERR, POLLHUP or POLLNVAL: for a PSI trigger, that the
   *     cgroup went away
   */
  record Ready(Fd fd, boolean fired, boolean failed) {}
}
