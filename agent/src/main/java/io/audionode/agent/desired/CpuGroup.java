package io.audionode.agent.desired;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.config.ThreadClass;
import io.audionode.agent.model.Subtree;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.List;

/**
 * The threads below one thread root, which choose from the same cpus.
 *
 * @param pin the cpus of this NUMA node that were set on them
 */
record CpuGroup(CgroupPath root, PodDesire pod, CpuPin pin) {
  CpuGroup {
    requireNonNull(root, "root is null");
    requireNonNull(pod, "pod is null");
    requireNonNull(pin, "pin is null");
  }

  CgroupPath main() {
    return root.child(Subtree.MAIN);
  }

  /** The classes that want cpus of their own. */
  List<Request> requests() {
    return pod.wish().profile().threads().stream()
        .filter(threads -> threads.exclusive().count() > 0)
        .map(threads -> new Request(this, threads))
        .toList();
  }

  /** One cgroup that wants cpus of its own. */
  record Request(CpuGroup group, ThreadClass threads) {
    CgroupPath cgroup() {
      return group.root().child(threads.name());
    }

    int count() {
      return threads.exclusive().count();
    }
  }
}
