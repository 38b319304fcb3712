package io.audionode.agent.observe.wake;

import io.audionode.agent.observe.kernel.CgroupReader;
import io.audionode.agent.observe.kernel.SettledCgroups;
import io.audionode.agent.observe.pressure.Clocks;
import io.audionode.agent.observe.pressure.Pulse;
import io.audionode.cgroupfs.proc.ProcFiles;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.sys.Inotify;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One inotify instance over everything that may need a look: cgroup directories, the pods directory
 * and the configuration's, and single files of procfs.
 *
 * <p>{@link #watch} may be called from any thread; {@link #run} belongs to a thread of its own.
 */
public final class Watcher implements Runnable, AutoCloseable {
  /** How often it shows that it is there, when nothing changes. */
  public static final Duration RESYNC = Duration.ofSeconds(30);

  /** Names in cgroup directories whose change matters; statistics change all the time. */
  private static final Set<String> CGROUP_FILES =
      Stream.concat(
              Stream.of("cgroup.procs", "cgroup.events", "cgroup.type", "cgroup.subtree_control"),
              CgroupReader.MANAGED.stream().map(knob -> knob.file()))
          .collect(Collectors.toUnmodifiableSet());

  private static final Set<Inotify.Kind> KINDS =
      EnumSet.of(
          Inotify.Kind.CREATE,
          Inotify.Kind.DELETE,
          Inotify.Kind.MODIFY,
          Inotify.Kind.CLOSE_WRITE,
          Inotify.Kind.MOVED_FROM,
          Inotify.Kind.MOVED_TO);

  private static final Set<Inotify.Kind> REMOVED_DIRECTORY =
      EnumSet.of(Inotify.Kind.DELETE, Inotify.Kind.ISDIR);

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(Watcher.class);

  private final Inotify inotify;
  private final Path cgroupMount;
  private final SettledCgroups settled;
  private final Consumer<String> mark;
  private final Pulse pulse =
      new Pulse("watching directories", new Clocks(InstantSource.system(), System::nanoTime));
  private final Map<Integer, Path> directories = new ConcurrentHashMap<>();
  private final Map<Path, Integer> watches = new ConcurrentHashMap<>();
  private final Map<Path, FileChannel> open = new ConcurrentHashMap<>();
  private final Lock taking = new ReentrantLock();
  private final AtomicBoolean refused = new AtomicBoolean();
  private volatile Set<Path> left = Set.of();
  private volatile boolean closed;

  /**
   * @param settled told of everything that changes in a watched cgroup
   * @param mark told, with the cause, that a look is worth while
   */
  public Watcher(Inotify inotify, Path cgroupMount, SettledCgroups settled, Consumer<String> mark) {
    this.inotify = inotify;
    this.cgroupMount = cgroupMount;
    this.settled = settled;
    this.mark = mark;
  }

  /**
   * Watches a directory or a file; a second call for the same one changes nothing. A gone one is
   * left out.
   */
  public synchronized void watch(Path path) {
    try {
      var id = inotify.watch(path, KINDS);
      directories.put(id, path);
      if (watches.put(path, id) == null) {
        ProcFiles.pid(path).ifPresent(settled::changed); // it may have been, after the look
      }
      cgroup(path).ifPresent(settled::watched);
    } catch (KernelException.Gone e) {
      // It went before the watch came; the look that follows sees the same.
    } catch (KernelException.Refused | KernelException.Denied e) {
      if (cgroup(path).isPresent() || ProcFiles.pid(path).isPresent()) {
        settled.deaf();
      }
      if (refused.compareAndSet(false, true)) {
        LOG.warn("{}; changes there are found by the slow resync only", e.getMessage());
      }
    }
  }

  /**
   * Watches a file of procfs, and keeps it open: the kernel forgets the inode of a name that nobody
   * uses when memory is short, and gives the name another one later, of which the watch knows
   * nothing (seen on 6.1 after drop_caches). {@link #unwatch} ends both.
   */
  public void watchOpen(Path file) {
    try {
      var before = open.put(file, FileChannel.open(file));
      if (before != null) {
        before.close();
      }
    } catch (NoSuchFileException e) {
      return; // it went: the next look tells
    } catch (IOException e) {
      settled.deaf(); // too many open files
      return;
    }
    watch(file);
  }

  /**
   * Which files tell nothing for now: somebody writes them again and again, and they are left so.
   *
   * @param files relative to the cgroup mount when they are not absolute
   */
  public void leave(Set<String> files) {
    left = files.stream().map(cgroupMount::resolve).collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public void run() {
    while (!closed) {
      try {
        if (inotify.awaitAny(RESYNC)) {
          catchUp();
        }
        pulse.beat(null);
      } catch (RuntimeException e) {
        pulse.beat(e);
        mark.accept("watching failed");
        LockSupport.parkNanos(AFTER_FAILURE.toNanos());
      }
    }
  }

  /**
   * Takes in all that the kernel has reported by now: when this returns, whatever anybody changed
   * before is in doubt. Any thread.
   */
  public void catchUp() {
    taking.lock(); // what another thread has taken is told as well
    try {
      inotify.pending().forEach(this::see);
    } catch (RuntimeException e) {
      settled.doubtAll(); // the rest of the news is lost
      throw e;
    } finally {
      taking.unlock();
    }
  }

  private void see(Inotify.Event event) {
    if (event.kinds().contains(Inotify.Kind.OVERFLOW)) {
      watches.keySet().stream()
          .filter(path -> Files.notExists(path, LinkOption.NOFOLLOW_LINKS))
          .forEach(this::unwatch); // the news of their end may be among what was dropped
      settled.doubtAll();
      mark.accept("inotify overflow");
      return;
    }
    var directory = directories.get(event.watch());
    if (directory == null) {
      return;
    }
    if (event.kinds().contains(Inotify.Kind.IGNORED)) {
      forget(event.watch(), directory);
      return;
    }
    tellSettled(directory, event);
    if (event.kinds().containsAll(REMOVED_DIRECTORY)) {
      child(directory, event.name()).ifPresent(this::unwatch);
    }
    if (matters(directory, event)) {
      mark.accept("inotify " + event.name());
    }
  }

  /** Also of what is no reason for a look: statistics that are read once there is one. */
  private void tellSettled(Path directory, Inotify.Event event) {
    var cgroup = cgroup(directory);
    if (event.kinds().contains(Inotify.Kind.ISDIR)) {
      cgroup.ifPresent(settled::changed);
      child(directory, event.name()).flatMap(this::cgroup).ifPresent(settled::cameOrWent);
    } else {
      cgroup.ifPresent(path -> settled.changed(path, event.name()));
      ProcFiles.pid(directory).ifPresent(settled::changed);
    }
  }

  /** Empty for a name that no path of this machine's locale has: nobody watches that. */
  private static Optional<Path> child(Path directory, String name) {
    try {
      return Optional.of(directory.resolve(name));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** Empty for what is elsewhere, and for a name that no cgroup of interest has. */
  private Optional<CgroupPath> cgroup(Path directory) {
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
  public synchronized void unwatch(Path path) {
    close(open.remove(path));
    var id = watches.remove(path);
    if (id != null) {
      directories.remove(id);
      cgroup(path).ifPresent(settled::unwatched);
      inotify.unwatch(id);
    }
  }

  /** The kernel ended a watch; the path may have got another one since. */
  private synchronized void forget(int id, Path path) {
    directories.remove(id);
    if (watches.remove(path, id)) {
      close(open.remove(path));
      cgroup(path).ifPresent(settled::unwatched);
    }
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

  /**
   * In the cgroup tree and procfs, changed control files; a refused write is closed too and changes
   * nothing. Elsewhere, files that are whole again: a half-written one is looked at when it is
   * closed.
   */
  private boolean matters(Path directory, Inotify.Event event) {
    if (event.kinds().contains(Inotify.Kind.ISDIR)) {
      return true;
    }
    var file = directory.resolve(event.name());
    if (file.startsWith(ProcFs.DEFAULT_ROOT)) {
      return event.kinds().contains(Inotify.Kind.MODIFY) && !left.contains(file);
    }
    return directory.startsWith(cgroupMount)
        ? CGROUP_FILES.contains(event.name())
            && !event.kinds().contains(Inotify.Kind.CLOSE_WRITE)
            && !left.contains(file)
        : !event.kinds().contains(Inotify.Kind.MODIFY);
  }

  /** How many there are. */
  int watched() {
    return watches.size();
  }

  /** How it is doing. Any thread. */
  public Pulse pulse() {
    return pulse;
  }

  @Override
  public void close() {
    closed = true;
    inotify.close();
    open.values().forEach(Watcher::close);
  }
}
