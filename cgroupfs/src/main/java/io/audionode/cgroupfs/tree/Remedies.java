package io.audionode.cgroupfs.tree;

import io.audionode.cgroupfs.sys.KernelException;

/** What to do about an errno, for the pairs of operation and errno that have a known cause. */
final class Remedies {
  private Remedies() {}

  /** {@code ""} where nothing is known. */
  static String of(KernelException e) {
    var byFile =
        switch (e.file()) {
          case "cgroup.type" -> ofType(e.errno());
          case "cgroup.subtree_control" -> ofSubtreeControl(e.errno());
          case Core.PROCS, Core.THREADS -> ofAttach(e);
          case String file when file.startsWith("cpuset.") -> ofCpuset(e.errno());
          case String file when file.startsWith("memory.") -> ofMemory(e.errno());
          case String file when file.startsWith("bpf program") -> ofProgram(e.errno());
          default -> ofDirectory(e);
        };
    return byFile.isEmpty() ? ofPermission(e.errno()) : byFile;
  }

  private static String ofType(String errno) {
    return switch (errno) {
      case "EOPNOTSUPP" ->
          "the parent hands out a domain controller such as memory, or the cgroup has one on";
      case "EINVAL" -> "the only word that may be written is \"threaded\"";
      default -> "";
    };
  }

  private static String ofSubtreeControl(String errno) {
    return switch (errno) {
      case "ENOENT" -> "the controller is not in cgroup.controllers here";
      case "EBUSY" -> "processes are in this cgroup, or a child still hands the controller out";
      case "EOPNOTSUPP" ->
          "a threaded subtree takes cpu, cpuset, pids and perf_event only, and no cgroup of type"
              + " domain invalid takes any";
      default -> "";
    };
  }

  private static String ofAttach(KernelException e) {
    return switch (e.errno()) {
      case "ESRCH" -> "the process or thread has ended";
      case "EBUSY" -> "the cgroup hands out controllers, so only its children may have processes";
      case "EOPNOTSUPP" ->
          e.op().equals("read")
              ? "a threaded cgroup lists threads only, its thread root lists the processes"
              : "the cgroup is of type domain invalid, or the thread's process is outside of the"
                  + " thread root";
      case "EINVAL" -> "a kernel thread that is bound to its cpu cannot be moved";
      case "ENOSPC" -> "cpuset.cpus.effective or cpuset.mems.effective is empty";
      default -> "";
    };
  }

  private static String ofCpuset(String errno) {
    return switch (errno) {
      case "ENOSPC" -> "the cgroup has processes and would have no cpu or memory node left";
      case "EINVAL" -> "not a list of cpus or nodes of this machine, or it collides with a sibling";
      case "ERANGE" -> "a number is above what the kernel was built for";
      default -> "";
    };
  }

  private static String ofMemory(String errno) {
    return switch (errno) {
      case "EAGAIN" -> "the kernel could not reclaim that much";
      case "EINVAL" -> "expected a number of bytes or max";
      default -> "";
    };
  }

  private static String ofProgram(String errno) {
    return switch (errno) {
      case "EPERM" ->
          "CAP_SYS_ADMIN and CAP_NET_ADMIN are needed, and no cgroup above may have a program that"
              + " allows none below";
      default -> "";
    };
  }

  private static String ofDirectory(KernelException e) {
    return switch (e.op() + " " + e.errno()) {
      case "rmdir EBUSY" -> "processes or child cgroups are still in it";
      case "mkdir EAGAIN" ->
          "cgroup.max.descendants or cgroup.max.depth of this cgroup or an ancestor is reached";
      default -> "";
    };
  }

  private static String ofPermission(String errno) {
    return switch (errno) {
      case "EROFS" -> "mount cgroup2 read-write";
      case "EACCES", "EPERM" -> "run as root, in the host's cgroup namespace";
      default -> "";
    };
  }
}
