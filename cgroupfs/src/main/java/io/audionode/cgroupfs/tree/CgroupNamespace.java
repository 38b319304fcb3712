package io.audionode.cgroupfs.tree;

import io.audionode.cgroupfs.sys.Sys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The cgroup namespace of this process, cgroup_namespaces(7).
 *
 * <p>Container runtimes give a container that is not privileged one of its own. From inside of it
 * the paths in {@code /proc/PID/cgroup} are relative to the container's own cgroup, and where
 * cgroup2 is mounted with {@code nsdelegate}, moving a process from or to anywhere else is ENOENT.
 */
public final class CgroupNamespace {
  /** PROC_CGROUP_INIT_INO (include/linux/proc_ns.h), since 4.6. */
  private static final Optional<String> INITIAL = Optional.of("cgroup:[" + 0xEFFF_FFFBL + "]");

  private static final Path OWN = Path.of("/proc/thread-self/ns/cgroup");
  private static final Path FIRST = Path.of("/proc/1/ns/cgroup");

  private CgroupNamespace() {}

  /**
   * Enters the cgroup namespace of the first process that this one sees, which with {@code hostPID}
   * is the node's. Whoever is in the initial one stays there. Counts for the calling thread and for
   * those that it starts from then on.
   *
   * @return whether it was another one than this thread's
   * @throws io.audionode.cgroupfs.sys.KernelException when it is another one, or may be, and cannot
   *     be entered
   */
  public static boolean enterFirst(Sys sys) {
    var own = name(OWN);
    if (own.isEmpty() || own.equals(INITIAL) || own.equals(name(FIRST))) {
      return false;
    }
    sys.enterCgroupNamespace(FIRST);
    return true;
  }

  /** Such as {@code cgroup:[4026531835]}; empty without the right to look. */
  private static Optional<String> name(Path namespace) {
    try {
      return Optional.of(Files.readSymbolicLink(namespace).toString());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
