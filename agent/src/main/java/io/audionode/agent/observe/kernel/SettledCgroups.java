package io.audionode.agent.observe.kernel;

import io.audionode.agent.model.SeenCgroup;
import io.audionode.cgroupfs.cpuset.Cpuset;
import io.audionode.cgroupfs.format.CpuList;
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
 * <p>Nobody is told of everything: a runtime attaches a device program without a word, and charges
 * move all the time. So a cgroup is read at each look while it is {@link #YOUNG}, and after {@link
 * #LONGEST} in any case, which is before the slow look comes round. One that is not watched, or
 * whose parent is not, is read always: who removes and makes it again goes unnoticed.
 *
 * <p>Looks are one thread's, news come from any.
 */
public final class SettledCgroups {
  /** Longer than a runtime takes to prepare a container. */
  static final Duration YOUNG = Duration.ofSeconds(15);

  /** How long something is taken for what it was; shorter than the loop's resync. */
  static final Duration LONGEST = Duration.ofSeconds(25);

  /** What is written to one of these changes what others have, beside it and below it. */
  private static final Set<String> OF_OTHERS =
      Set.of(
          "cgroup.type",
          "cgroup.subtree_control",
          Cpuset.CPUS.file(),
          Cpuset.MEMS.file(),
          Cpuset.CPUS_EXCLUSIVE.file(),
          Cpuset.PARTITION.file());

  /** Partitions take cpus from cgroups far away. */
  private static final Set<String> OF_ALL =
      Set.of(Cpuset.CPUS_EXCLUSIVE.file(), Cpuset.PARTITION.file());

  private final LongSupplier nanoTime;
  private final Set<CgroupPath> watched = ConcurrentHashMap.newKeySet();
  private final Map<CgroupPath, Known> known = new HashMap<>();
  private final Set<CgroupPath> partitions = new HashSet<>();
  private long news;
  private CpuList cpus = CpuList.EMPTY;

  /**
   * @param seen null while something may have changed
   * @param children null until they are listed, and while something may have changed
   */
  private record Known(
      long inode,
      long firstRead,
      long lastRead,
      @Nullable SeenCgroup seen,
      @Nullable List<CgroupPath> children) {
    Known inDoubt() {
      return new Known(inode, firstRead, lastRead, null, null);
    }
  }

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  public SettledCgroups(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** From now on inotify tells of what changes in a cgroup's directory. */
  public void watched(CgroupPath path) {
    watched.add(path);
  }

  /** From now on nobody tells. */
  public void unwatched(CgroupPath path) {
    watched.remove(path);
  }

  /**
   * The cgroup as it was read last, or now when that may be out of date; empty when it is gone.
   *
   * @param reading how to read it
   */
  public Optional<SeenCgroup> get(CgroupPath path, Supplier<Optional<SeenCgroup>> reading) {
    if (!isTold(path)) {
      return reading.get();
    }
    var settled = settled(path);
    if (settled.isPresent()) {
      return settled.map(Known::seen);
    }
    var before = news();
    var seen = reading.get();
    seen.ifPresentOrElse(now -> keep(now, before), () -> remove(path));
    return seen;
  }

  /**
   * The cgroups directly below, as they were listed last, or now when that may be out of date.
   *
   * @param listing how to list them
   */
  List<CgroupPath> children(CgroupPath path, Supplier<List<CgroupPath>> listing) {
    var settled = isTold(path) ? settled(path) : Optional.<Known>empty();
    var known = settled.map(Known::children);
    if (known.isPresent()) {
      return known.get();
    }
    var before = news();
    var children = List.copyOf(listing.get());
    settled.ifPresent(_ -> keep(path, children, before));
    return children;
  }

  private synchronized void keep(CgroupPath path, List<CgroupPath> children, long before) {
    if (news == before) {
      known.computeIfPresent(
          path,
          (_, one) ->
              new Known(one.inode(), one.firstRead(), one.lastRead(), one.seen(), children));
    }
  }

  /** Whether all of it is known, and inotify tells of this very cgroup. */
  boolean isSettled(CgroupPath path) {
    return isTold(path) && settled(path).isPresent();
  }

  private boolean isTold(CgroupPath path) {
    return watched.contains(path) && path.parent().filter(watched::contains).isPresent();
  }

  private synchronized Optional<Known> settled(CgroupPath path) {
    var now = nanoTime.getAsLong();
    return Optional.ofNullable(known.get(path))
        .filter(one -> now - one.firstRead() > YOUNG.toNanos())
        .filter(one -> now - one.lastRead() < LONGEST.toNanos())
        .filter(one -> one.seen() != null);
  }

  private synchronized long news() {
    return news;
  }

  /** What changed while it was read is in doubt. */
  private synchronized void keep(SeenCgroup seen, long before) {
    var now = nanoTime.getAsLong();
    known.compute(
        seen.path(),
        (_, old) -> {
          var first = old == null || old.inode() != seen.inode() ? now : old.firstRead();
          return new Known(seen.inode(), first, now, news == before ? seen : null, null);
        });
    if (seen.knob(Cpuset.PARTITION.file()).filter(it -> !it.equals("member")).isPresent()) {
      partitions.add(seen.path());
    } else {
      partitions.remove(seen.path());
    }
  }

  private synchronized void remove(CgroupPath path) {
    known.remove(path);
    partitions.remove(path);
  }

  /** Ends a look: what it did not come by is forgotten. */
  synchronized void retain(Set<CgroupPath> paths) {
    known.keySet().retainAll(paths);
    partitions.retainAll(paths);
  }

  /** Every look tells which cpus are online, from which follows what cpusets are worth. */
  void online(CpuList now) {
    if (!now.equals(cpus)) {
      cpus = now;
      doubtAll();
    }
  }

  /** Somebody wrote to a cgroup's control file, or the kernel says that it changed. */
  public synchronized void changed(CgroupPath path, String file) {
    if (!OF_OTHERS.contains(file)) {
      doubt(path);
    } else if (OF_ALL.contains(file) || !partitions.isEmpty()) {
      doubtAll();
    } else {
      path.parent().ifPresent(this::doubt);
      doubtFrom(path);
    }
  }

  /** A cgroup came or went, with what is below it. */
  public synchronized void cameOrWent(CgroupPath path) {
    path.parent().ifPresent(this::doubt);
    doubtFrom(path);
  }

  /** News may have been lost. */
  public synchronized void doubtAll() {
    news++;
    known.replaceAll((_, one) -> one.inDoubt());
  }

  private void doubt(CgroupPath path) {
    news++;
    known.computeIfPresent(path, (_, one) -> one.inDoubt());
  }

  private void doubtFrom(CgroupPath path) {
    news++;
    known.replaceAll((at, one) -> at.startsWith(path) ? one.inDoubt() : one);
  }
}
