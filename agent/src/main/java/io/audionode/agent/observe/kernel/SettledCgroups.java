package io.audionode.agent.observe.kernel;

import io.audionode.agent.model.SeenCgroup;
import io.audionode.agent.model.SeenProcess;
import io.audionode.cgroupfs.cpuset.Cpuset;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What was read of cgroups of which inotify has told nothing since, so that a look reads those that
 * changed and not all.
 *
 * <p>Counters and device programs change without a word: all of them are read every {@link
 * Resync#EVERY}, by which a cgroup that was made anew is known as well. What cpusets are worth
 * follows from the cpus that are online and from what partitions anywhere leave to the root: when
 * that changes, all is read. The net below takes a tenth of the cgroups for unknown each time,
 * another one the next, and all of them while there are partitions here, which the kernel may take
 * back. A cgroup that is not watched is read always, and all are when the kernel has refused a
 * watch.
 *
 * <p>A fork and the end of a process tell nothing: whoever keeps the list of a cgroup's processes
 * has to ask {@link #listed} and tell when the kernel's differs. A list without a process, which
 * nobody compares, is made again every {@link Resync#EVERY}. What a young process is called, which
 * score and which device programs it has, its runtime changes without a word, so that it is read
 * each time.
 *
 * <p>Looks are one thread's, news come from any.
 */
public final class SettledCgroups {
  private static final String TYPE = "cgroup.type";

  /** What is written to one of these changes what others have, above and below it. */
  private static final Set<String> OF_OTHERS =
      Set.of("cgroup.subtree_control", Cpuset.CPUS.file(), Cpuset.MEMS.file());

  /** Partitions take cpus from cgroups far away. */
  private static final Set<String> OF_ALL =
      Set.of(Cpuset.CPUS_EXCLUSIVE.file(), Cpuset.PARTITION.file());

  private final Resync resync;
  private final Set<CgroupPath> watched = ConcurrentHashMap.newKeySet();
  private final KnownCgroups known = new KnownCgroups();
  private volatile boolean deaf;
  private long news;

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
    if (due.some()) {
      known.nextTurn();
    }
    if (due.all() || (due.some() && known.partitions())) {
      doubtAll();
    } else if (due.some()) {
      known.forgetPart();
    }
  }

  /** When the next look has to come at the latest. */
  public synchronized Duration nextLook() {
    return resync.next();
  }

  /** The cgroup as it is, read as far as it may have changed; empty when it is gone. */
  public Optional<SeenCgroup> get(CgroupPath path, Reading reading) {
    var settled = known.seen(path);
    if (known.isCounted(path)) {
      return settled;
    }
    var again = settled.flatMap(reading::readAgain);
    if (again.isPresent()) {
      known.counted(again.get());
      return again;
    }
    var before = news();
    var seen = reading.read(path);
    seen.ifPresentOrElse(now -> keep(now, before), () -> known.remove(path));
    return seen;
  }

  private synchronized long news() {
    return news;
  }

  /** What changed while it was read is in doubt, and what nobody tells of as well. */
  private synchronized void keep(SeenCgroup seen, long before) {
    known.forget(seen.path());
    if (news == before && isTold(seen.path())) {
      known.keep(seen);
    }
    known.partition(seen);
  }

  private boolean isTold(CgroupPath path) {
    return !deaf
        && watched.contains(CgroupPath.ROOT)
        && watched.contains(path)
        && path.parent().filter(watched::contains).isPresent();
  }

  /**
   * The cgroups directly below, as they were listed last, or now when that may be out of date.
   *
   * @param listing how to list them
   */
  List<CgroupPath> children(CgroupPath path, Supplier<List<CgroupPath>> listing) {
    var listed = known.children(path);
    if (listed.isPresent()) {
      return listed.get();
    }
    var children = List.copyOf(listing.get());
    known.listed(path, children); // unless one came or went meanwhile: this one is in doubt then
    return children;
  }

  /**
   * The processes in a cgroup, or in a thread root, as they were listed last, or now when that may
   * be out of date.
   *
   * @param listing how to list them
   * @param grown whether a process is too old for its runtime to change it without a word
   */
  List<SeenProcess> processes(
      CgroupPath path, Supplier<ProcessLists.Listed> listing, Predicate<SeenProcess> grown) {
    var kept = known.processes(path);
    if (kept.isPresent()) {
      return kept.get().processes();
    }
    var before = news();
    var listed = listing.get();
    known.found(path, listed);
    if (!listed.processes().stream().allMatch(grown)) {
      known.discount(path); // its runtime attaches device programs without a word
    } else if (listed.isWhole()) {
      keep(path, listed, before);
    }
    return listed.processes();
  }

  private synchronized void keep(CgroupPath path, ProcessLists.Listed listed, long before) {
    if (news == before) {
      known.listed(path, listed);
    }
  }

  /**
   * What {@code cgroup.procs} held when the processes were listed that looks take for a cgroup's;
   * empty when the next look lists them.
   */
  public Optional<String> listed(CgroupPath path) {
    return known.processes(path).map(ProcessLists.Listed::text);
  }

  /**
   * What is charged to a container, as it was read last, or now when that may be out of date.
   *
   * @param reading how to read it
   * @param lasts whether it can be kept
   */
  Optional<ContainerReader.Charges> charges(
      CgroupPath home, Supplier<Optional<ContainerReader.Charges>> reading, boolean lasts) {
    var kept = known.charges(home);
    if (kept.isPresent()) {
      return kept;
    }
    var charges = reading.get();
    if (lasts) {
      charges.ifPresent(now -> known.charged(home, now));
    }
    return charges;
  }

  /** Whether all of it is known, and inotify tells of this very cgroup. */
  public boolean isSettled(CgroupPath path) {
    return known.has(path);
  }

  /** Ends a look: what it did not come by is forgotten, and all when the ground moved meanwhile. */
  synchronized void endLook(Set<CgroupPath> paths, Resync.Ground now) {
    if (resync.end(now)) {
      doubtAll();
    }
    known.retain(paths);
  }

  /** Somebody wrote to a cgroup's control file, or the kernel says that it changed. */
  public synchronized void changed(CgroupPath path, String file) {
    var ofOthers = OF_OTHERS.contains(file);
    if (OF_ALL.contains(file) || (ofOthers && known.partitions())) {
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
    known.forget(path);
  }

  /**
   * A cgroup has other processes than before: one that ended may have been killed, which those
   * above count as well.
   */
  public synchronized void processesChanged(CgroupPath path) {
    changed(path);
    path.ancestors().forEach(known::discount);
  }

  /** Somebody wrote to a file of a process, or may have. */
  public synchronized void changed(int pid) {
    news++;
    known.forgetListWith(pid);
  }

  /** A cgroup came or went, with what is below it. */
  public synchronized void cameOrWent(CgroupPath path) {
    path.parent().ifPresent(this::changed);
    doubtFrom(path);
  }

  /** News may have been lost. */
  public synchronized void doubtAll() {
    news++;
    known.forgetAll();
  }

  private void doubtFrom(CgroupPath path) {
    news++;
    known.forgetFrom(path);
  }
}
