package io.audionode.cgroupfs.numa;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.sys.Sys;
import java.nio.file.Path;

/**
 * What a machine can ever have online, which is all that {@code cpuset.cpus} and {@code
 * cpuset.mems} of cgroup v2 take (cpuset_bind in kernel/cgroup/cpuset.c), online at the moment or
 * not. Sources: Documentation/ABI/testing/sysfs-devices-system-cpu, .../stable/sysfs-devices-node.
 */
public record Possible(CpuList cpus, CpuList nodes) {
  public static final Path DEFAULT_ROOT = Path.of("/sys/devices/system");

  private static final String FILE = "possible";

  public Possible {
    requireNonNull(cpus, "cpus is null");
    requireNonNull(nodes, "nodes is null");
  }

  public static Possible read(Sys sys) {
    return read(sys, DEFAULT_ROOT);
  }

  /** The same of another directory than {@code /sys/devices/system}. */
  public static Possible read(Sys sys, Path root) {
    return new Possible(list(sys, root.resolve("cpu")), nodes(sys, root.resolve("node")));
  }

  /** A kernel built without NUMA has node 0. */
  private static CpuList nodes(Sys sys, Path directory) {
    try {
      return list(sys, directory);
    } catch (KernelException.Gone _) {
      return CpuList.of(0);
    }
  }

  private static CpuList list(Sys sys, Path path) {
    try (var directory = sys.openDirectory(path)) {
      return CpuList.parse(sys.readAt(directory, FILE));
    }
  }
}
