package io.audionode.agent.model.memory;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.tree.CgroupPath;

/**
 * A memory domain of one pod.
 *
 * @param inode tells the cgroup from a later one of its name
 * @param whole whether it is the pod's: what is below it, such as a container, is in its counters
 */
public record WatchedCgroup(CgroupPath path, long inode, boolean whole) {
  public WatchedCgroup {
    requireNonNull(path, "path is null");
  }
}
