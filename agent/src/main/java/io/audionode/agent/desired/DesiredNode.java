package io.audionode.agent.desired;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.model.SeenThread;
import io.audionode.cgroupfs.proc.ProcessId;
import io.audionode.cgroupfs.proc.SchedAttr;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How the node should be. What is not in it and was changed by audionode is put back.
 *
 * @param cgroups cgroups by path, parents before children
 * @param processes how each process should be
 * @param threadRoots the thread roots of audio pods by path
 * @param threads threads that belong to a class, and those that are where they do not belong
 * @param cpus who uses which cpus, by NUMA node; empty when that could not be decided
 * @param swappiness {@code vm.swappiness}, null to leave it alone
 * @param untouchable cgroups (and all below them) that must not be written, not even to put
 *     something back
 * @param pause why nothing is written for now, not even to put something back; null when it is
 * @param pods the decisions behind all this
 * @param relocations containers in place that belong on a NUMA node that somebody named
 * @param reactions what is, or would be, done about memory pressure
 * @param warnings about the node and about pods that could not be served
 */
public record DesiredNode(
    SortedMap<CgroupPath, DesiredCgroup> cgroups,
    Map<ProcessId, DesiredProcess> processes,
    SortedMap<CgroupPath, ThreadRoot> threadRoots,
    List<DesiredThread> threads,
    SortedMap<Integer, NodeCpus> cpus,
    @Nullable Integer swappiness,
    Set<CgroupPath> untouchable,
    @Nullable String pause,
    List<PodDesire> pods,
    List<Relocation> relocations,
    List<Reaction> reactions,
    List<String> warnings) {
  /** A node audionode has nothing to do with: the desire behind {@code restore}. */
  public static final DesiredNode NOTHING =
      new DesiredNode(
          new TreeMap<>(),
          Map.of(),
          new TreeMap<>(),
          List.of(),
          new TreeMap<>(),
          null,
          Set.of(),
          null,
          List.of(),
          List.of(),
          List.of(),
          List.of());

  public DesiredNode {
    cgroups = Collections.unmodifiableSortedMap(new TreeMap<>(cgroups));
    processes = Map.copyOf(processes);
    threadRoots = Collections.unmodifiableSortedMap(new TreeMap<>(threadRoots));
    threads = List.copyOf(threads);
    cpus = Collections.unmodifiableSortedMap(new TreeMap<>(cpus));
    untouchable = Set.copyOf(untouchable);
    pods = List.copyOf(pods);
    relocations = List.copyOf(relocations);
    reactions = List.copyOf(reactions);
    warnings = List.copyOf(warnings);
  }

  /** The same with more warnings. */
  public DesiredNode warned(List<String> more) {
    return more.isEmpty()
        ? this
        : new DesiredNode(
            cgroups,
            processes,
            threadRoots,
            threads,
            cpus,
            swappiness,
            untouchable,
            pause,
            pods,
            relocations,
            reactions,
            Stream.concat(warnings.stream(), more.stream()).toList());
  }

  /** Whether a cgroup belongs to somebody who asked not to be written to. */
  public boolean mayTouch(CgroupPath path) {
    return untouchable.stream().noneMatch(path::startsWith);
  }

  /**
   * How one process should be.
   *
   * @param place the cgroup it should be in; a cgroup below it counts as well
   * @param home its container's cgroup below kubepods
   * @param lastingOomScoreAdj what it should have when memory pressure does not hurt its pod
   * @param reason why it should be there
   * @param scoreReason why it should have this score
   */
  public record DesiredProcess(
      CgroupPath place,
      CgroupPath home,
      int oomScoreAdj,
      int lastingOomScoreAdj,
      String reason,
      String scoreReason) {
    public DesiredProcess {
      requireNonNull(place, "place is null");
      requireNonNull(home, "home is null");
      requireNonNull(reason, "reason is null");
      requireNonNull(scoreReason, "scoreReason is null");
    }
  }

  /**
   * How one thread should be.
   *
   * @param place the cgroup it should be in
   * @param scheduling what it is given, null to leave what it has
   * @param reason why it belongs there
   */
  public record DesiredThread(
      SeenThread seen, CgroupPath place, @Nullable SchedAttr scheduling, String reason) {
    public DesiredThread {
      requireNonNull(seen, "seen is null");
      requireNonNull(place, "place is null");
      requireNonNull(reason, "reason is null");
    }
  }
}
