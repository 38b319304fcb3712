package io.audionode.system;

import io.audionode.cgroupfs.sys.Inotify;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.sys.Linux;
import io.audionode.cgroupfs.tree.CgroupEvents;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long a container of a pod was unprotected, from the kernel's own events: its directory
 * appears, and then either its last process leaves that directory or {@code memory.min} is written
 * there. The minima where its processes go are written before they go.
 */
final class BirthClock implements AutoCloseable {
  private static final Path MOUNT = Path.of("/sys/fs/cgroup");
  private static final Duration FOREVER = Duration.ofHours(1);

  private final Kubepods kubepods;
  private final CgroupPath pod;
  private final Inotify inotify = new Inotify(Linux.system());
  private final int podWatch;
  private final Map<Integer, String> names = new ConcurrentHashMap<>();
  private final Map<String, Instant> appeared = new ConcurrentHashMap<>();
  private final Map<String, Instant> protectedAt = new ConcurrentHashMap<>();
  private volatile boolean closed;

  BirthClock(Kubepods kubepods, CgroupPath pod) {
    this.kubepods = kubepods;
    this.pod = pod;
    podWatch = inotify.watch(directory(pod), EnumSet.of(Inotify.Kind.CREATE, Inotify.Kind.DELETE));
    Thread.ofPlatform().name("birth-clock").daemon().start(this::run);
  }

  /** When the directory appeared that has this name now. */
  Optional<Instant> appeared(String container) {
    return Optional.ofNullable(appeared.get(container));
  }

  /** Empty while it is not protected. */
  Optional<Duration> protectedAfter(String container) {
    return Optional.ofNullable(protectedAt.get(container))
        .flatMap(end -> appeared(container).map(start -> Duration.between(start, end)));
  }

  private void run() {
    while (!closed) {
      inotify.await(FOREVER).forEach(this::see);
    }
  }

  private void see(Inotify.Event event) {
    var now = Instant.now();
    if (event.watch() == podWatch) {
      ofPod(event, now);
    } else if (names.containsKey(event.watch())) {
      ofContainer(names.get(event.watch()), event, now);
    }
  }

  private void ofPod(Inotify.Event event, Instant now) {
    if (!event.kinds().contains(Inotify.Kind.ISDIR)) {
      return;
    }
    if (event.kinds().contains(Inotify.Kind.CREATE)) {
      protectedAt.remove(event.name());
      appeared.put(event.name(), now);
      watch(event.name());
    } else {
      names.values().remove(event.name());
    }
  }

  private void watch(String container) {
    try {
      var directory = directory(pod.child(container));
      names.put(inotify.watch(directory, Set.of(Inotify.Kind.MODIFY)), container);
      // The kernel tells only of files that somebody has looked up (kernfs_notify_workfn).
      kubepods.read(pod.child(container), "cgroup.events");
    } catch (KernelException.Gone _) {
      // Too short a life to be timed.
    }
  }

  private void ofContainer(String container, Inotify.Event event, Instant now) {
    var isProtected =
        switch (event.name()) {
          case "memory.min" -> true;
          case "cgroup.events" -> isEmpty(container);
          default -> false;
        };
    if (isProtected) {
      protectedAt.putIfAbsent(container, now);
    }
  }

  /** The event comes with a change, and a cgroup begins empty: it was populated before. */
  private boolean isEmpty(String container) {
    try {
      var text = kubepods.read(pod.child(container), "cgroup.events");
      return !CgroupEvents.parse(text + "\n").populated();
    } catch (KernelException.Gone _) {
      return false;
    }
  }

  private static Path directory(CgroupPath path) {
    return MOUNT.resolve(path.value());
  }

  @Override
  public void close() {
    closed = true;
    inotify.close();
  }
}
