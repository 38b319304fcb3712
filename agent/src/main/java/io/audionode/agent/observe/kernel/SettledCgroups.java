package io.audionode.agent.observe.kernel;

import io.audionode.agent.model.SeenCgroup;
import io.audionode.cgroupfs.cpuset.Cpuset;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What was read of cgroups of which inotify has told nothing since, so that a look reads those that
 * changed and not all.
 *
 * <p>Counters and device programs change without a word and are read at each look, by which a
 * cgroup that was made anew is known as well. What cpusets are worth follows from the cpus that are
 * online and from what partitions anywhere leave to the root: when that changes, all is read. The
 * net below is a look every {@link Resync#EVERY} that takes a tenth of the cgroups for unknown, another
 * each time, and all of them while there are partitions here, which the kernel may take back. A
 * cgroup that is not watched is read always, and all are when the kernel has refused a watch.
 *
 * <p>Looks are one thread's, news come from any.
 */
public final class SettledCgroups {
  /** After so many looks that doubt every cgroup was read: five minutes. */
  static final int TURNS = 10;

  private static final String TYPE = "cgroup.type";

  /** What is written to one of these changes what others have, above and below it. */
  private static final Set<String> OF_OTHERS =
      Set.of("cgroup.subtree_control", Cpuset.CPUS.file(), Cpuset.MEMS.file());

  /** Partitions take cpus from cgroups far away. */
  private static final Set<String> OF_ALL =
      Set.of(Cpuset.CPUS_EXCLUSIVE.file(), Cpuset.PARTITION.file());

  private final Resync resync;
  private final Set<CgroupPath> watched = ConcurrentHashMap.newKeySet();
  private final Map<CgroupPath, Known> known = new HashMap<>();
  private final Set<CgroupPath> partitions = new HashSet<>();
  private volatile boolean deaf;
  private long news;
  private int turn;

  /**
   * @param children null until they are listed
   */
  private record Known(SeenCgroup seen, @Nullable List<CgroupPath> children) {}

  /** How cgroups are read. */
  public interface Reading {
    /** All of it; empty when it is gone. */
    Optional<SeenCgroup> read(CgroupPath path);

    /**
     * With what changes without a word as it is now; empty when it is gone, or another one has its
     * name.
     */
    Optional<SeenCgroup> readAgain(SeenCgroup before);
  }

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  public SettledCgroups(LongSupplier nanoTime) {
    this.resync = new Resync(nanoTime);
  }

  /** From now on inotify tells of what changes in a cgroup's directory. */
  public synchronized void watched(CgroupPath path) {
    if (watched.add(path)) {
      doubtFrom(path);
    }
  }

  /** From now on nobody tells. */
  public synchronized void unwatched(CgroupPath path) {
    if (watched.remove(path)) {
      doubtFrom(path);
    }
  }

  /** The kernel refused a watch, so that news do not come from everywhere. */
  public synchronized void deaf() {
    deaf = true;
    doubtAll();
  }

  /** Begins a look, which doubts what is known when the last that did is long ago. */
  synchronized void beginLook(Resync.Ground now) {
    var due = resync.begin(now);
    if (due.all() || (due.some() && !partitions.isEmpty())) {
      doubtAll();
    } else if (due.some()) {
      doubtSome();
    }
  }

  /** Another part of all at each turn. */
  private void doubtSome() {
    turn = (turn + 1) % TURNS;
    known.keySet().removeIf(path -> Math.floorMod(path.hashCode(), TURNS) == turn);
  }

  /** When the next look has to come at the latest. */
  public synchronized Duration nextLook() {
    return resync.next();
  }

  /** The cgroup as it is, read as far as it may have changed; empty when it is gone. */
  public Optional<SeenCgroup> get(CgroupPath path, Reading reading) {
    var again = known(path).flatMap(settled -> reading.readAgain(settled.seen()));
    if (again.isPresent()) {
      return again;
    }
    var before = news();
    var seen = reading.read(path);
    seen.ifPresentOrElse(now -> keep(now, before), () -> remove(path));
    return seen;
  }

  private synchronized Optional<Known> known(CgroupPath path) {
    return Optional.ofNullable(known.get(path));
  }

  private synchronized long news() {
    return news;
  }

  /** What changed while it was read is in doubt, and what nobody tells of as well. */
  private synchronized void keep(SeenCgroup seen, long before) {
    var path = seen.path();
    known.remove(path);
    if (news == before && isTold(path)) {
      known.put(path, new Known(seen, null));
    }
    if (seen.knob(Cpuset.PARTITION.file()).filter(it -> !it.equals("member")).isPresent()) {
      partitions.add(path);
    } else {
      partitions.remove(path);
    }
  }

  private boolean isTold(CgroupPath path) {
    return !deaf
        && watched.contains(CgroupPath.ROOT)
        && watched.contains(path)
        && path.parent().filter(watched::contains).isPresent();
  }

  private synchronized void remove(CgroupPath path) {
    known.remove(path);
    partitions.remove(path);
  }

  /**
   * The cgroups directly below, as they were listed last, or now when that may be out of date.
   *
   * @param listing how to list them
   */
  List<CgroupPath> children(CgroupPath path, Supplier<List<CgroupPath>> listing) {
    var listed = known(path).map(Known::children);
    if (listed.isPresent()) {
      return listed.get();
    }
    var children = List.copyOf(listing.get());
    listed(path, children);
    return children;
  }

  /** Nothing to keep when one came or went meanwhile: the parent is in doubt then. */
  private synchronized void listed(CgroupPath path, List<CgroupPath> children) {
    known.computeIfPresent(path, (_, one) -> new Known(one.seen(), children));
  }

  /** Whether all of it is known, and inotify tells of this very cgroup. */
  public boolean isSettled(CgroupPath path) {
    return known(path).isPresent();
  }

  /** Ends a look: what it did not come by is forgotten, and all when the ground moved meanwhile. */
  synchronized void endLook(Set<CgroupPath> paths, Resync.Ground now) {
    if (resync.end(now)) {
      doubtAll();
    }
    known.keySet().retainAll(paths);
    partitions.retainAll(paths);
  }

  /** Somebody wrote to a cgroup's control file, or the kernel says that it changed. */
  public synchronized void changed(CgroupPath path, String file) {
    var ofOthers = OF_OTHERS.contains(file);
    if (OF_ALL.contains(file) || (ofOthers && !partitions.isEmpty())) {
      doubtAll();
    } else if (file.equals(TYPE)) {
      doubtFrom(path.parent().orElse(path)); // its siblings may be invalid now
    } else if (ofOthers) {
      path.parent().ifPresent(this::changed);
      doubtFrom(path);
    } else {
      changed(path);
    }
  }

  /** Something of a cgroup changed that is nobody else's. */
  public synchronized void changed(CgroupPath path) {
    news++;
    known.remove(path);
  }

  /** A cgroup came or went, with what is below it. */
  public synchronized void cameOrWent(CgroupPath path) {
    path.parent().ifPresent(this::changed);
    doubtFrom(path);
  }

  /** News may have been lost. */
  public synchronized void doubtAll() {
    news++;
    known.clear();
  }

  private void doubtFrom(CgroupPath path) {
    news++;
    known.keySet().removeIf(at -> at.startsWith(path));
  }
}
