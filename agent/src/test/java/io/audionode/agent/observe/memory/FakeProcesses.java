package io.audionode.agent.observe.memory;

import io.audionode.agent.model.memory.WatchedCgroup;
import io.audionode.agent.model.memory.WatchedPod;
import io.audionode.agent.model.memory.WatchedProcess;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.proc.ProcessId;
import io.audionode.cgroupfs.sys.Linux;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Directories with the files of cgroupfs and procfs that the memory watcher reads, of one pod. */
final class FakeProcesses {
  static final CgroupPath CGROUP = new CgroupPath("audio/node0/poduid-mixer");

  private final Path root;
  private final List<WatchedProcess> processes = new ArrayList<>();

  FakeProcesses(Path root) throws IOException {
    this.root = root;
    write("proc/uptime", "1000.00 2000.00\n");
    charge(100);
  }

  CgroupFs cgroups() {
    return new CgroupFs(Linux.system(), root);
  }

  ProcFs proc() {
    return new ProcFs(Linux.system(), root.resolve("proc"));
  }

  void charge(long anon) throws IOException {
    var cgroup = CGROUP.value() + "/";
    write(cgroup + "cgroup.controllers", "memory\n");
    write(
        cgroup + "memory.stat",
        "anon %d\nfile 9\nshmem 2\nsock 0\nkernel 5\npgfault 1\npgmajfault 1\n".formatted(anon));
    write(cgroup + "memory.current", "%d\n".formatted(anon + 14));
    write(cgroup + "memory.max", "max\n");
  }

  /** A process with so many KiB in its heap. */
  ProcessId start(int pid, long startTicks, long kibibytes) throws IOException {
    write("proc/" + pid + "/stat", stat(pid, startTicks));
    write(
        "proc/" + pid + "/status",
        "Name:\tp\nTgid:\t%1$d\nPPid:\t1\nUid:\t0\t0\t0\t0\nThreads:\t1\nCapEff:\t0000000000000000\nCpus_allowed_list:\t0\nVmRSS:\t%2$d kB\nVmSwap:\t0 kB\n"
            .formatted(pid, kibibytes));
    smaps(pid, "1000-2000 rw-p 00000000 00:00 0 [heap]\n" + amounts(kibibytes));
    var id = new ProcessId(pid, startTicks);
    processes.add(new WatchedProcess(id, "p" + pid, CGROUP));
    return id;
  }

  static String amounts(long kibibytes) {
    return "Rss: %1$d kB\nPss: %1$d kB\nAnonymous: %1$d kB\nSwap: 0 kB\nSwapPss: 0 kB\n"
        .formatted(kibibytes);
  }

  private static String stat(int pid, long startTicks) {
    return pid
        + " (p) S 1 1 1 0 -1 0 0 0 0 0 1 1 0 0 20 0 1 0 "
        + startTicks
        + " 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n";
  }

  void smaps(int pid, String text) throws IOException {
    write("proc/" + pid + "/smaps", text);
  }

  void numaMaps(int pid, String text) throws IOException {
    write("proc/" + pid + "/numa_maps", text);
  }

  void status(int pid, String text) {
    write("proc/" + pid + "/status", text);
  }

  void removeSmaps(int pid) throws IOException {
    Files.delete(root.resolve("proc/" + pid + "/smaps"));
  }

  void end(int pid) throws IOException {
    for (var file : List.of("smaps", "status", "stat")) {
      Files.deleteIfExists(root.resolve("proc/" + pid + "/" + file));
    }
    Files.delete(root.resolve("proc/" + pid));
  }

  void removeCgroup() throws IOException {
    try (var files = Files.list(root.resolve(CGROUP.value()))) {
      for (var file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(root.resolve(CGROUP.value()));
  }

  WatchedPod pod() {
    return new WatchedPod("uid-mixer", "default", "mixer", 0, List.of(cgroup()), processes, null);
  }

  WatchedCgroup cgroup() {
    try (var cgroup = cgroups().open(CGROUP)) {
      return new WatchedCgroup(CGROUP, cgroup.inode(), true);
    }
  }

  private void write(String file, String text) {
    try {
      Files.createDirectories(root.resolve(file).getParent());
      Files.writeString(root.resolve(file), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
