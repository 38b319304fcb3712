package io.audionode.agent.model;

import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which cgroup below kubepods a process belongs to, wherever it runs now.
 *
 * <p>A fork inside the subtree has no line of its own in the journal: it belongs where its nearest
 * known ancestor came from, and failing that where others of its container came from.
 */
public final class Homes {
  private static final int MAX_ANCESTORS = 64;

  private final Map<Integer, SeenProcess> byPid = new HashMap<>();
  private final NodeSnapshot seen;

  public Homes(NodeSnapshot seen) {
    this.seen = seen;
    seen.processes().forEach(process -> byPid.put(process.id().pid(), process));
  }

  /** The process's home; empty when nothing tells. */
  public Optional<CgroupPath> of(SeenProcess process) {
    var ancestor = process;
    for (var step = 0; ancestor != null && step < MAX_ANCESTORS; step++) {
      if (!Subtree.contains(ancestor.cgroup())) {
        return Optional.of(ancestor.cgroup()); // at home, or forked before its parent went there
      }
      var home = seen.originals().home(ancestor.id());
      if (home.isPresent()) {
        return home;
      }
      ancestor = byPid.get(ancestor.parent());
    }
    return ofCgroup(process.cgroup());
  }

  /**
   * A process's {@code oom_score_adj} before the agent came. One without a journal line of its own
   * that has what the agent gave to its kin was forked from them, and would have inherited what
   * they had, and that kin may have theirs back, or another one, or be gone by now. Any other was
   * never written to: while a container is prepared, its runtime still writes scores of its own.
   */
  public Optional<Integer> oomScoreAdj(SeenProcess process) {
    return seen.originals().oomScoreAdj(process.id()).or(() -> inheritedOomScoreAdj(process));
  }

  private Optional<Integer> inheritedOomScoreAdj(SeenProcess process) {
    var home = of(process);
    var kin =
        seen.originals()
            .each(Original.OomScoreAdj.class)
            .filter(original -> home.filter(original.home()::equals).isPresent())
            .toList();
    var alive = kin.stream().flatMap(original -> alive(original).stream()).toList();
    if (alive.stream().allMatch(this::isAsFound)) {
      return whatAllHad(kin.stream().filter(o -> o.mayHaveGiven(process.oomScoreAdj())));
    }
    return alive.stream()
        .filter(other -> other.oomScoreAdj() == process.oomScoreAdj())
        .flatMap(other -> seen.originals().oomScoreAdjLine(other.id()).stream())
        .filter(original -> original.mayHaveGiven(process.oomScoreAdj()))
        .map(Original.OomScoreAdj::found)
        .findFirst()
        .or(() -> whatAllHad(kin.stream().filter(o -> o.mayHaveGiven(process.oomScoreAdj()))));
  }

  private static Optional<Integer> whatAllHad(Stream<Original.OomScoreAdj> kin) {
    var found = kin.map(Original.OomScoreAdj::found).distinct().toList();
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  private boolean isAsFound(SeenProcess process) {
    return seen.originals()
        .oomScoreAdj(process.id())
        .filter(found -> found == process.oomScoreAdj())
        .isPresent();
  }

  private Optional<SeenProcess> alive(Original.OomScoreAdj original) {
    return Optional.ofNullable(byPid.get(original.process().pid()))
        .filter(process -> process.id().equals(original.process()));
  }

  private Optional<CgroupPath> ofCgroup(CgroupPath cgroup) {
    return ofContainer(cgroup)
        .or(
            () ->
                seen.originals()
                    .each(Original.Home.class)
                    .map(Original.Home::cgroup)
                    .filter(
                        home -> cgroup.segments().contains(ContainerId.ofDirectory(home.name())))
                    .findFirst())
        .or(() -> ofPod(cgroup));
  }

  private Optional<CgroupPath> ofContainer(CgroupPath cgroup) {
    return seen.pods().stream()
        .flatMap(
            pod ->
                pod.appContainers().stream()
                    .filter(c -> Subtree.isOf(pod.pod().uid(), c.id(), cgroup)))
        .map(SeenContainer::home)
        .findFirst();
  }

  private Optional<CgroupPath> ofPod(CgroupPath cgroup) {
    return seen.pods().stream()
        .filter(pod -> cgroup.segments().contains("pod" + pod.pod().uid()))
        .flatMap(pod -> pod.appContainers().stream())
        .map(SeenContainer::home)
        .findFirst();
  }
}
