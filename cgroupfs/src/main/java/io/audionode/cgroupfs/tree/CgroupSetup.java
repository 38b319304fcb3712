package io.audionode.cgroupfs.tree;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.sys.KernelException.Malformed;
import io.audionode.cgroupfs.sys.Sys;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;

/** How cgroups are set up on this machine, as far as this process can see. */
public sealed interface CgroupSetup {
  /** What to do so that cgroup v2 can be used; {@code ""} where nothing is wrong. */
  String remedy();

  /**
   * cgroup v2 with all controllers.
   *
   * @param options the file system's options, such as {@code memory_recursiveprot}
   */
  record Unified(Path mountPoint, Set<String> options) implements CgroupSetup {
    public Unified {
      requireNonNull(mountPoint, "mountPoint is null");
      options = Set.copyOf(options);
    }

    @Override
    public String remedy() {
      return "";
    }
  }

  /** cgroup v2 without the controllers that v1 hierarchies have taken. */
  record Hybrid(Path unified, Set<String> takenControllers) implements CgroupSetup {
    public Hybrid {
      requireNonNull(unified, "unified is null");
      takenControllers = Set.copyOf(takenControllers);
    }

    @Override
    public String remedy() {
      return "cgroup v1 has the controllers "
          + String.join(",", new TreeSet<>(takenControllers))
          + "; boot with systemd.unified_cgroup_hierarchy=1";
    }
  }

  /** cgroup v1 alone. */
  record Legacy() implements CgroupSetup {
    @Override
    public String remedy() {
      return "only cgroup v1 is mounted; boot with systemd.unified_cgroup_hierarchy=1";
    }
  }

  /** No cgroup file system in sight. */
  record Absent() implements CgroupSetup {
    @Override
    public String remedy() {
      return "mount cgroup2 on /sys/fs/cgroup; in a container, mount the host's /sys/fs/cgroup";
    }
  }

  /**
   * From {@code /proc/self/mountinfo}. Of several cgroup2 mounts the one whose root is highest is
   * chosen: {@code /..} is above {@code /}, as the host's mount looks from inside of a cgroup
   * namespace, and any other root is a part of the tree. Among equals, the shortest path.
   */
  static CgroupSetup parse(String mountinfo) throws Malformed {
    var mounts = Mount.parse(mountinfo);
    var taken = new TreeSet<String>();
    mounts.stream()
        .filter(mount -> mount.type().equals("cgroup"))
        .forEach(mount -> taken.addAll(mount.options()));
    var legacy = !taken.isEmpty();
    taken.retainAll(Set.of("memory", "cpu", "cpuset", "pids", "blkio"));
    var unified =
        mounts.stream()
            .filter(mount -> mount.type().equals("cgroup2"))
            .filter(mount -> mount.root().matches("/|(/\\.\\.)+"))
            .min(
                Comparator.comparingInt((Mount mount) -> -mount.root().length())
                    .thenComparingInt(mount -> mount.point().toString().length()));
    if (unified.isEmpty()) {
      return legacy ? new Legacy() : new Absent();
    }
    var point = unified.get().point();
    return taken.isEmpty() ? new Unified(point, unified.get().options()) : new Hybrid(point, taken);
  }

  /** Reads this process's own mounts. */
  static CgroupSetup discover(Sys sys) {
    try (var self = sys.openDirectory(Path.of("/proc/self"))) {
      return parse(sys.readAt(self, "mountinfo"));
    }
  }
}
