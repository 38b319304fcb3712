package io.audionode.agent.observe.kernel;

import io.audionode.agent.model.SeenProcess;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.cgroupfs.tree.PidList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The processes of cgroups as they were listed last. A process is in one of these lists at most:
 * that of its cgroup, or of its thread root. For one thread at a time.
 */
final class ProcessLists {
  private final Map<CgroupPath, Listed> lists = new HashMap<>();
  private final Map<Integer, CgroupPath> places = new HashMap<>();

  /**
   * What {@code cgroup.procs} held, and the processes that it named.
   *
   * @param text as it was read: the same text later names the same processes
   */
  record Listed(String text, List<SeenProcess> processes) {
    Listed {
      processes = List.copyOf(processes);
    }

    /** Whether none of them ended, or became a zombie, before it was read. */
    boolean isWhole() {
      return processes.size() == PidList.parse(text).size();
    }
  }

  Optional<Listed> of(CgroupPath path) {
    return Optional.ofNullable(lists.get(path));
  }

  /** Lists that have one of these as well are out of date: it came from there. */
  void found(CgroupPath path, List<SeenProcess> processes) {
    processes.stream()
        .map(process -> places.get(process.id().pid()))
        .filter(place -> place != null && !place.equals(path))
        .forEach(this::drop);
  }

  void keep(CgroupPath path, Listed listed) {
    found(path, listed.processes());
    lists.put(path, listed);
    listed.processes().forEach(process -> places.put(process.id().pid(), path));
  }

  /**
   * Forgets a cgroup's list, and those of the ones above it, one of which may be its thread root.
   */
  void drop(CgroupPath path) {
    forget(path);
    path.ancestors().forEach(this::forget);
  }

  /** Forgets the list that has this process. */
  void drop(int pid) {
    var place = places.get(pid);
    if (place != null) {
      drop(place);
    }
  }

  private void forget(CgroupPath path) {
    var listed = lists.remove(path);
    if (listed != null) {
      listed.processes().forEach(process -> places.remove(process.id().pid(), path));
    }
  }

  /** Forgets all lists that may have a process of a cgroup or of one below it. */
  void dropFrom(CgroupPath path) {
    drop(path);
    List.copyOf(lists.keySet()).stream().filter(at -> at.startsWith(path)).forEach(this::forget);
  }

  /** Forgets the lists that have no process. */
  void dropEmpty() {
    lists.values().removeIf(listed -> listed.processes().isEmpty());
  }

  void retain(Set<CgroupPath> paths) {
    List.copyOf(lists.keySet()).stream().filter(at -> !paths.contains(at)).forEach(this::forget);
  }

  void clear() {
    lists.clear();
    places.clear();
  }
}
