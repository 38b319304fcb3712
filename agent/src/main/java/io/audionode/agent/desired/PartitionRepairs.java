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
 * is given up and asked for once for every reason, and once more when the circumstances changed;
 * after that it is left to the kernel, or it would be written for ever.
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
   * @param reasons the kernel's words under these circumstances
   */
  private record Tried(List<String> circumstances, Set<String> reasons) {
    Tried {
      circumstances = List.copyOf(circumstances);
      reasons = Set.copyOf(reasons);
    }

    Tried with(String reason) {
      return new Tried(
          circumstances,
          Stream.concat(reasons.stream(), Stream.of(reason)).collect(Collectors.toSet()));
    }
  }

  /** A partition that has all it needs is invalid, for a reason in the kernel's words. */
  void repair(CgroupPath path, String reason) {
    var so = soFar(path);
    if (!so.reasons().contains(reason)) {
      due.add(path);
    }
    tried.put(path, so.with(reason));
  }

  /** A partition is on its way, or valid. */
  void keep(CgroupPath path) {
    tried.put(path, soFar(path));
  }

  boolean isDue(CgroupPath path) {
    return due.contains(path);
  }

  private Tried soFar(CgroupPath path) {
    var circumstances = circumstances(path);
    return Optional.ofNullable(before.get(path))
        .filter(last -> last.circumstances().equals(circumstances))
        .orElseGet(() -> new Tried(circumstances, Set.of()));
  }

  private List<String> circumstances(CgroupPath path) {
    var online = Stream.of(seen.machine().cpus().text());
    var lists =
        Stream.concat(
            Stream.of(list(path, Cpuset.CPUS.file())),
            Stream.concat(path.ancestors().stream(), Stream.of(path))
                .map(cgroup -> list(cgroup, Cpuset.CPUS_EXCLUSIVE.file())));
    return Stream.concat(online, lists).toList();
  }

  private String list(CgroupPath path, String file) {
    return seen.knob(path, file).orElse("");
  }
}
