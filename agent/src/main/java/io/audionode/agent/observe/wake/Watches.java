package io.audionode.agent.observe.wake;

import io.audionode.agent.observe.kernel.SettledCgroups;
import io.audionode.cgroupfs.proc.ProcFiles;
import io.audionode.cgroupfs.sys.Inotify;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one inotify instance watches, by path and by the kernel's number, and the files that are
 * kept open for it. Says to {@link SettledCgroups} where somebody listens and where not. Any
 * thread.
 */
final class Watches implements AutoCloseable {
  private static final Set<Inotify.Kind> KINDS =
      EnumSet.of(
          Inotify.Kind.CREATE,
          Inotify.Kind.DELETE,
          Inotify.Kind.MODIFY,
          Inotify.Kind.CLOSE_WRITE,
          Inotify.Kind.MOVED_FROM,
          Inotify.Kind.MOVED_TO);

  private static final Logger LOG = LoggerFactory.getLogger(Watches.class);

  private final Inotify inotify;
  private final Path cgroupMount;
  private final SettledCgroups settled;
  private final Map<Integer, Path> paths = new ConcurrentHashMap<>();
  private final Map<Path, Integer> ids = new ConcurrentHashMap<>();
  private final Map<Path, FileChannel> open = new ConcurrentHashMap<>();
  private final AtomicBoolean told = new AtomicBoolean();

  Watches(Inotify inotify, Path cgroupMount, SettledCgroups settled) {
    this.inotify = inotify;
    this.cgroupMount = cgroupMount;
    this.settled = settled;
  }

  /**
   * Watches a directory or a file; a second call for the same one changes nothing. A gone one is
   * left out.
   */
  synchronized void begin(Path path) {
    try {
      var id = inotify.watch(path, KINDS);
      paths.put(id, path);
      if (ids.put(path, id) == null) {
        ProcFiles.pid(path).ifPresent(settled::changed); // it may have been, after the look
      }
      cgroup(path).ifPresent(settled::watched);
    } catch (KernelException.Gone e) {
      // It went before the watch came; the look that follows sees the same.
    } catch (KernelException.Refused | KernelException.Denied e) {
      unwatched(path, e);
    }
  }

  /**
   * Watches a file of procfs, and keeps it open: the kernel forgets the inode of a name that nobody
   * uses when memory is short, and gives the name another one later, of which the watch knows
   * nothing (seen on 6.1 after drop_caches). {@link #end} ends both.
   */
  void beginOpen(Path file) {
    try {
      var before = open.put(file, FileChannel.open(file));
      if (before != null) {
        before.close();
      }
    } catch (NoSuchFileException e) {
      return; // it went: the next look tells
    } catch (IOException e) { // too many open files
      unwatched(file, e);
      return;
    }
    begin(file);
  }

  /** Nobody tells of what changes there, so nothing of it is taken for known; logged once. */
  private void unwatched(Path path, Exception why) {
    if (cgroup(path).isPresent() || ProcFiles.pid(path).isPresent()) {
      settled.deaf();
    }
    if (told.compareAndSet(false, true)) {
      LOG.warn("{}; changes there are found by the slow resync only", why.getMessage());
    }
  }

  /** What the kernel's number stands for; empty for a watch that has ended. */
  Optional<Path> path(int id) {
    return Optional.ofNullable(paths.get(id));
  }

  /**
   * Which cgroup a directory is: none for what is elsewhere, or has a name that none of interest
   * has.
   */
  Optional<CgroupPath> cgroup(Path directory) {
    try {
      return directory.startsWith(cgroupMount)
          ? Optional.of(new CgroupPath(cgroupMount.relativize(directory).toString()))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Ends a watch; harmless without one. That of a removed cgroup outlives it without a word (seen
   * on 6.1), so its parent tells, and that of a file of a process that has ended as well.
   */
  synchronized void end(Path path) {
    close(open.remove(path));
    var id = ids.remove(path);
    if (id != null) {
      paths.remove(id);
      cgroup(path).ifPresent(settled::unwatched);
      inotify.unwatch(id);
    }
  }

  /** The kernel ended a watch; the path may have got another one since. */
  synchronized void ended(int id, Path path) {
    paths.remove(id);
    if (ids.remove(path, id)) {
      close(open.remove(path));
      cgroup(path).ifPresent(settled::unwatched);
    }
  }

  /** Ends those of paths that are gone. */
  void endGone() {
    ids.keySet().stream()
        .filter(path -> Files.notExists(path, LinkOption.NOFOLLOW_LINKS))
        .forEach(this::end);
  }

  /** How many there are. */
  int size() {
    return ids.size();
  }

  private static void close(@Nullable FileChannel file) {
    try {
      if (file != null) {
        file.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // of a file that was only read
    }
  }

  @Override
  public void close() {
    open.values().forEach(Watches::close);
  }
}
