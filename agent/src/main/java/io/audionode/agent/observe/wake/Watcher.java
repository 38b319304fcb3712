package io.audionode.agent.observe.wake;

import io.audionode.agent.observe.kernel.CgroupReader;
import io.audionode.agent.observe.kernel.SettledCgroups;
import io.audionode.agent.pulse.Clocks;
import io.audionode.agent.pulse.Pulse;
import io.audionode.cgroupfs.proc.ProcFiles;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.sys.Inotify;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

  private static final Set<Inotify.Kind> REMOVED_DIRECTORY =
      EnumSet.of(Inotify.Kind.DELETE, Inotify.Kind.ISDIR);

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final Inotify inotify;
  private final Path cgroupMount;
  private final SettledCgroups settled;
  private final Consumer<String> mark;
  private final Pulse pulse = new Pulse("watching directories", Clocks.system());
  private final Watches watches;
  private final LongAdder overflows = new LongAdder();
  private final Lock taking = new ReentrantLock();
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
    watches = new Watches(inotify, cgroupMount, settled);
  }

  /**
   * Watches a directory or a file; a second call for the same one changes nothing. A gone one is
   * left out.
   */
  public void watch(Path path) {
    watches.begin(path);
  }

  /** Watches a file of procfs, for as long as {@link #unwatch} is not called. */
  public void watchOpen(Path file) {
    watches.beginOpen(file);
  }

  /** Ends a watch; harmless without one. */
  public void unwatch(Path path) {
    watches.end(path);
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
      if (!pulse.guard(this::hear)) {
        mark.accept("watching failed");
        LockSupport.parkNanos(AFTER_FAILURE.toNanos());
      }
    }
  }

  private void hear() {
    if (inotify.awaitAny(RESYNC)) {
      catchUp();
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
      overflows.increment();
      watches.endGone(); // the news of their end may be among what was dropped
      settled.doubtAll();
      mark.accept("inotify overflow");
      return;
    }
    watches.path(event.watch()).ifPresent(path -> see(path, event));
  }

  private void see(Path directory, Inotify.Event event) {
    if (event.kinds().contains(Inotify.Kind.IGNORED)) {
      watches.ended(event.watch(), directory);
      return;
    }
    tellSettled(directory, event);
    if (event.kinds().containsAll(REMOVED_DIRECTORY)) {
      child(directory, event.name()).ifPresent(watches::end);
    }
    if (matters(directory, event)) {
      mark.accept("inotify " + event.name());
    }
  }

  /** Also of what is no reason for a look: statistics that are read once there is one. */
  private void tellSettled(Path directory, Inotify.Event event) {
    var cgroup = watches.cgroup(directory);
    if (event.kinds().contains(Inotify.Kind.ISDIR)) {
      cgroup.ifPresent(settled::changed);
      child(directory, event.name()).flatMap(watches::cgroup).ifPresent(settled::cameOrWent);
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

  /** How many paths are watched. */
  int watched() {
    return watches.size();
  }

  /** How often the kernel dropped what was more than its queue holds. Any thread. */
  public long overflows() {
    return overflows.sum();
  }

  /** How it is doing. Any thread. */
  public Pulse pulse() {
    return pulse;
  }

  @Override
  public void close() {
    closed = true;
    inotify.close();
    watches.close();
  }
}
