package io.audionode.agent.observe;

import io.audionode.agent.model.Originals;
import io.audionode.agent.model.SeenProcess;
import io.audionode.agent.model.Subtree;
import io.audionode.cgroupfs.proc.ProcessId;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The processes that one look has found so far, by where they are. */
final class SeenProcesses {
  private final Originals changed;
  private final Map<ProcessId, SeenProcess> byId = new LinkedHashMap<>();
  private final NavigableMap<CgroupPath, Map<ProcessId, SeenProcess>> byCgroup = new TreeMap<>();
  private @Nullable NavigableSet<CgroupPath> left;

  /**
   * @param changed what the journal holds
   */
  SeenProcesses(Originals changed) {
    this.changed = changed;
  }

  /** Where it was seen last counts. */
  void add(SeenProcess process) {
    var before = byId.put(process.id(), process);
    if (before != null) {
      at(before.cgroup()).remove(process.id());
    }
    at(process.cgroup()).put(process.id(), process);
    if (Subtree.contains(process.cgroup()) || before != null) {
      left = null;
    }
  }

  private Map<ProcessId, SeenProcess> at(CgroupPath path) {
    return byCgroup.computeIfAbsent(path, _ -> new LinkedHashMap<>());
  }

  List<SeenProcess> all() {
    return List.copyOf(byId.values());
  }

  /** Those in a home or below it, with kubelet's own scores, by which it tells a sandbox. */
  List<SeenProcess> in(CgroupPath home) {
    return home.in(byCgroup)
        .flatMap(processes -> processes.values().stream())
        .map(this::asFound)
        .toList();
  }

  /** Whether any of those that are in the subtree now came from a home. */
  boolean haveLeft(CgroupPath home) {
    if (left == null) {
      left = new TreeSet<>();
      Subtree.ROOT
          .in(byCgroup)
          .flatMap(processes -> processes.keySet().stream())
          .flatMap(process -> changed.home(process).stream())
          .forEach(left::add);
    }
    var first = left.ceiling(home);
    return first != null && first.startsWith(home);
  }

  private SeenProcess asFound(SeenProcess process) {
    return changed
        .oomScoreAdj(process.id())
        .map(
            found ->
                new SeenProcess(
                    process.id(), process.parent(), process.comm(), found, process.cgroup()))
        .orElse(process);
  }
}
