package io.audionode.cgroupfs.tree;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.sys.Sys;
import java.nio.file.Path;
import java.util.Set;

/** A mounted cgroup v2 hierarchy. Holds no descriptor; thread-safe. */
public final class CgroupFs {
  private final Sys sys;
  private final Path mountPoint;

  public CgroupFs(Sys sys, Path mountPoint) {
    this.sys = requireNonNull(sys, "sys is null");
    this.mountPoint = requireNonNull(mountPoint, "mountPoint is null");
  }

  public Path mountPoint() {
    return mountPoint;
  }

  /** Where a cgroup of this name is, or would be: for inotify, which takes paths. */
  public Path directory(CgroupPath path) {
    return mountPoint.resolve(path.value());
  }

  /** The cgroup that has this name now. Gone when there is none. */
  public Cgroup open(CgroupPath path) {
    var root = new Cgroup(sys, sys.openDirectory(mountPoint, "/"), CgroupPath.ROOT);
    if (path.isRoot()) {
      return root;
    }
    try (root) {
      return root.open(path, path.value());
    }
  }

  public boolean exists(CgroupPath path) {
    try (var _ = open(path)) {
      return true;
    } catch (KernelException.Gone _) {
      return false;
    }
  }

  /** What the kernel offers to this hierarchy. */
  public Set<String> controllers() {
    try (var root = open(CgroupPath.ROOT)) {
      return root.controllers();
    }
  }
}
