package io.audionode.system;

import io.audionode.cgroupfs.sys.Inotify;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.sys.Linux;
import io.audionode.cgroupfs.tree.CgroupEvents;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a pod's containers, born one at a time, from the kernel's own events on their
 * directories below {@code kubepods} and on those in the subtree. The pod's directory below {@code
 * kubepods} has to be there.
 */
final class PlaceClock implements AutoCloseable {
  private static final Path MOUNT = Path.of("/sys/fs/cgroup");
  private static final Duration FOREVER = Duration.ofHours(1);
  private static final Set<Inotify.Kind> KINDS =
      EnumSet.of(Inotify.Kind.CREATE, Inotify.Kind.MODIFY);

  private final Kubepods kubepods;
  private final CgroupPath home;
  private final CgroupPath place;
  private final Inotify inotify = new Inotify(Linux.system());
  private final Map<Integer, CgroupPath> watched = new ConcurrentHashMap<>();
  private volatile @Nullable Birth birth;
  private volatile boolean closed;

  /**
   * The moments of one birth on the monotonic clock, in nanoseconds; null for what has not been.
   *
   * @param made its cgroup in the subtree; null where it is protected in place
   * @param guarded its directory below {@code kubepods} has no process any more, for the first
   *     time, of which the kernel tells at most every 10 ms (CGROUP_FILE_NOTIFY_MIN_INTV); or its
   *     {@code memory.min} is written there
   * @param lastWrite to a control file of its own, here or there, or of its pod in the subtree;
   *     earlier ones may have come before anybody watched
   */
  record Birth(
      String container,
      long appeared,
      @Nullable Long made,
      @Nullable Long guarded,
      @Nullable Long lastWrite) {
    private Birth made(long now) {
      return new Birth(container, appeared, now, guarded, lastWrite);
    }

    private Birth guarded(long now) {
      return new Birth(container, appeared, made, guarded == null ? now : guarded, lastWrite);
    }

    private Birth written(long now) {
      return new Birth(container, appeared, made, guarded, now);
    }
  }

  /**
   * @param home of the pod, below {@code kubepods}
   * @param place of the pod, in the subtree
   */
  PlaceClock(Kubepods kubepods, CgroupPath home, CgroupPath place) {
    this.kubepods = kubepods;
    this.home = home;
    this.place = place;
    watch(home);
    watch(place.parent().orElseThrow());
    watch(place);
    Thread.ofPlatform().name("place-clock").daemon().start(this::run);
  }

  /** The latest. */
  Optional<Birth> birth() {
    return Optional.ofNullable(birth);
  }

  private void watch(CgroupPath path) {
    try {
      watched.put(inotify.watch(MOUNT.resolve(path.value()), KINDS), path);
    } catch (KernelException.Gone _) {
      // It is over already.
    }
  }

  private void run() {
    while (!closed) {
      for (var event : inotify.await(FOREVER)) {
        see(event, System.nanoTime());
      }
    }
  }

  private void see(Inotify.Event event, long now) {
    var path = watched.get(event.watch());
    if (path == null) {
      return;
    }
    if (event.kinds().contains(Inotify.Kind.ISDIR)) {
      appeared(path.child(event.name()), now);
    } else if (event.kinds().contains(Inotify.Kind.MODIFY)) {
      changed(path, event.name(), now);
    }
  }

  private void appeared(CgroupPath path, long now) {
    watch(path);
    var last = birth;
    if (path.parent().filter(home::equals).isPresent()) {
      birth = new Birth(path.name(), now, null, null, null);
      // The kernel tells only of files that somebody has looked up (kernfs_notify_workfn).
      isEmpty(path);
    } else if (last != null && path.equals(place.child(last.container()))) {
      birth = last.made(now);
    }
  }

  private void changed(CgroupPath path, String file, long now) {
    var last = birth;
    if (last == null) {
      return;
    }
    var own = home.child(last.container());
    if (path.equals(own) && file.equals("memory.min")) {
      birth = last.guarded(now).written(now);
    } else if (isOf(last, path)
        && !file.startsWith("cgroup.")
        && !file.startsWith("memory.events")) {
      birth = last.written(now);
    } else if (path.equals(own) && file.equals("cgroup.events") && isEmpty(path)) {
      birth = last.guarded(now);
    }
  }

  private boolean isOf(Birth one, CgroupPath path) {
    return path.equals(place)
        || path.startsWith(place.child(one.container()))
        || path.equals(home.child(one.container()));
  }

  /** The event comes with a change, and a cgroup begins empty: it was populated before. */
  private boolean isEmpty(CgroupPath path) {
    try {
      return !CgroupEvents.parse(kubepods.read(path, "cgroup.events") + "\n").populated();
    } catch (KernelException.Gone _) {
      return false;
    }
  }

  @Override
  public void close() {
    closed = true;
    inotify.close();
  }
}
