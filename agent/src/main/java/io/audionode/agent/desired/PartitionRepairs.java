package io.audionode.agent.desired;

import io.audionode.agent.model.NodeSnapshot;
import io.audionode.cgroupfs.cpuset.Cpuset;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which partitions that the kernel calls invalid are asked for anew.
 *
 * <p>The kernel does not look again at one that it invalidated, though the reason be gone. So each
 * is given up and asked for at once for every reason, and when the circumstances changed. Where
 * that did not help, or not for long, it is tried again after a pause, which doubles each time, or
 * it would be written for ever.
 */
final class PartitionRepairs {
  private final NodeSnapshot seen;
  private final Map<CgroupPath, Tried> before;
  private final Map<CgroupPath, Tried> tried = new HashMap<>();
  private final Set<CgroupPath> due = new HashSet<>();

  /** Nothing was tried yet. */
  PartitionRepairs(NodeSnapshot seen) {
    this(seen, Map.of());
  }

  private PartitionRepairs(NodeSnapshot seen, Map<CgroupPath, Tried> before) {
    this.seen = seen;
    this.before = Map.copyOf(before);
  }

  /** Those of the next run. */
  PartitionRepairs next(NodeSnapshot now) {
    return new PartitionRepairs(now, tried);
  }

  /**
   * What was tried.
   *
   * @param circumstances the lists that decide on whether the kernel grants it
   * @param reasons the kernel's words under these circumstances, of those that are not over
   * @param pause in looks, between the last try and another for the same reason
   * @param looks since the last try
   */
  private record Tried(List<String> circumstances, Set<String> reasons, int pause, int looks) {
    /** A repair itself takes two looks, and the third shows what came of it. */
    static final int FIRST_PAUSE = 4;

    static final int LONGEST_PAUSE = 1 << 20;

    Tried {
      circumstances = List.copyOf(circumstances);
      reasons = Set.copyOf(reasons);
    }

    static Tried nothing(List<String> circumstances) {
      return new Tried(circumstances, Set.of(), 0, 0);
    }

    Tried lookedAt() {
      return new Tried(circumstances, reasons, pause, Math.min(looks + 1, 2 * LONGEST_PAUSE));
    }

    boolean mayTry(String reason) {
      return !reasons.contains(reason) || looks >= pause;
    }

    Tried again(String reason) {
      return new Tried(
          circumstances,
          Stream.concat(reasons.stream(), Stream.of(reason)).collect(Collectors.toSet()),
          Math.clamp(2L * pause, FIRST_PAUSE, LONGEST_PAUSE),
          0);
    }

    /** What helped for long enough is over: the next time is a first one. */
    Tried helped() {
      if (looks >= 2 * pause) {
        return nothing(circumstances);
      }
      return looks >= pause / 2 ? new Tried(circumstances, Set.of(), pause, looks) : this;
    }
  }

  /** A partition that has all it needs is invalid, for a reason in the kernel's words. */
  void repair(CgroupPath path, String reason) {
    var so = soFar(path).lookedAt();
    if (so.mayTry(reason)) {
      due.add(path);
      tried.put(path, so.again(reason));
    } else {
      tried.put(path, so);
    }
  }

  /** A partition is on its way. */
  void keep(CgroupPath path) {
    tried.put(path, soFar(path).lookedAt());
  }

  /** The kernel has granted a partition. */
  void valid(CgroupPath path) {
    tried.put(path, soFar(path).lookedAt().helped());
  }

  /** A partition is not to be touched now, and perhaps not to be seen. */
  void leave(CgroupPath path) {
    Optional.ofNullable(before.get(path)).ifPresent(so -> tried.put(path, so));
  }

  boolean isDue(CgroupPath path) {
    return due.contains(path);
  }

  private Tried soFar(CgroupPath path) {
    var circumstances = circumstances(path);
    return Optional.ofNullable(before.get(path))
        .filter(last -> last.circumstances().equals(circumstances))
        .orElseGet(() -> Tried.nothing(circumstances));
  }

  private List<String> circumstances(CgroupPath path) {
    var lists =
        Stream.concat(path.ancestors().stream(), Stream.of(path))
            .flatMap(
                cgroup ->
                    Stream.of(Cpuset.CPUS.file(), Cpuset.CPUS_EXCLUSIVE.file())
                        .map(file -> list(cgroup, file)));
    return Stream.concat(Stream.of(seen.machine().cpus().text()), lists).toList();
  }

  private String list(CgroupPath path, String file) {
    return seen.knob(path, file).orElse("");
  }
}
