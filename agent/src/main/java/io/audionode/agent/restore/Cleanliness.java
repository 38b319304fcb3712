package io.audionode.agent.restore;

import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.Original;
import io.audionode.agent.model.SeenCgroup;
import io.audionode.agent.model.SeenProcess;
import io.audionode.agent.model.Subtree;
import io.audionode.cgroupfs.proc.ProcessId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** Compares a node with how the agent found it. Pure. */
public final class Cleanliness {
  private final NodeSnapshot seen;

  private Cleanliness(NodeSnapshot seen) {
    this.seen = seen;
  }

  /**
   * What differs, in words; empty when the node is as it was.
   *
   * @param history everything the journal ever noted, put back or not
   */
  public static List<String> differences(List<Original> history, NodeSnapshot seen) {
    var cleanliness = new Cleanliness(seen);
    var latest = new LinkedHashMap<String, Original>();
    history.forEach(original -> latest.put(original.key(), original));
    var differences = new ArrayList<String>();
    if (seen.cgroup(Subtree.ROOT).isPresent()) {
      differences.add("cgroup %s exists".formatted(Subtree.ROOT));
    }
    latest.values().forEach(line -> cleanliness.difference(line).ifPresent(differences::add));
    return differences.stream().distinct().toList();
  }

  private Optional<String> difference(Original original) {
    return switch (original) {
      case Original.Created(var cgroup) ->
          seen.cgroup(cgroup).map(_ -> "cgroup %s exists".formatted(cgroup));
      case Original.KnobValue knob -> difference(knob);
      case Original.Controllers(var cgroup, var enabled) ->
          seen.cgroup(cgroup)
              .filter(now -> now.subtreeControl().stream().anyMatch(enabled::contains))
              .map(now -> "cgroup.subtree_control of %s still has %s".formatted(cgroup, enabled));
      case Original.Home(var process, var home) ->
          alive(process)
              .filter(now -> !now.cgroup().startsWith(home))
              .map(
                  now ->
                      "process %d is in %s, not in %s"
                          .formatted(process.pid(), now.cgroup(), home));
      case Original.OomScoreAdj(var process, var _, var found) ->
          alive(process)
              .filter(now -> now.oomScoreAdj() != found)
              .map(
                  now ->
                      differs(
                          "oom_score_adj of process " + process.pid(), now.oomScoreAdj(), found));
      case Original.Swappiness(var found) ->
          Optional.of(seen.machine().swappiness())
              .filter(now -> now != found)
              .map(now -> differs("vm.swappiness", now, found));
    };
  }

  private Optional<String> difference(Original.KnobValue knob) {
    return seen.cgroup(knob.cgroup())
        .filter(now -> now.inode() == knob.inode())
        .flatMap((SeenCgroup now) -> now.knob(knob.file()))
        .filter(now -> !now.equals(knob.found()))
        .map(now -> differs(knob.cgroup() + " " + knob.file(), now, knob.found()));
  }

  private static String differs(String what, Object now, Object before) {
    return "%s is %s, was %s".formatted(what, now, before);
  }

  private Optional<SeenProcess> alive(ProcessId process) {
    return seen.processes().stream().filter(now -> now.id().equals(process)).findFirst();
  }
}
