package io.audionode.agent.observe.threads;

import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.cgroupfs.tree.ThreadList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code cgroup.threads} of the cgroups that are swept, kept open as far as there are descriptors
 * to spare: opening one costs several times what reading it does. For one thread.
 */
final class ThreadLists {
  /** Three cgroups each of 300 containers; further ones are opened each time. */
  static final int MOST_OPEN = 900;

  private final CgroupFs cgroups;
  private final Map<CgroupPath, ThreadList> open = new HashMap<>();

  ThreadLists(CgroupFs cgroups) {
    this.cgroups = cgroups;
  }

  /** The threads in a cgroup itself; none when it is gone. */
  List<Integer> in(CgroupPath path) {
    var known = open.get(path);
    if (known == null) {
      return opened(path);
    }
    try {
      return known.read();
    } catch (KernelException.Gone e) {
      close(path); // it was removed; another of its name may be there
      return opened(path);
    }
  }

  private List<Integer> opened(CgroupPath path) {
    try (var cgroup = cgroups.open(path)) {
      if (open.size() >= MOST_OPEN) {
        return cgroup.threads();
      }
      var list = cgroup.threadList();
      open.put(path, list);
      return list.read();
    } catch (KernelException.Gone e) {
      close(path);
      return List.of();
    }
  }

  /** Closes all others. */
  void retain(Set<CgroupPath> paths) {
    List.copyOf(open.keySet()).stream().filter(path -> !paths.contains(path)).forEach(this::close);
  }

  private void close(CgroupPath path) {
    var list = open.remove(path);
    if (list != null) {
      list.close();
    }
  }
}
