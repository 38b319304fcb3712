package io.audionode.agent.observe.pressure;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import io.audionode.agent.model.pressure.Scope;
import io.audionode.agent.model.pressure.Watched;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.sys.Linux;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Directories with the files of cgroupfs and procfs that the pressure watcher reads. */
record FakeNode(Path root) {
  static FakeNode in(Path root) throws IOException {
    var node = new FakeNode(root);
    node.meminfo(
        "MemTotal: 4000 kB\nMemFree: 1000 kB\nMemAvailable: 3000 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n");
    node.write(new CgroupPath("proc"), "stat", "cpu 0 0 0 0\n");
    node.write(new CgroupPath("proc/self"), "limits", "Max open files  1024  4096  files\n");
    return node;
  }

  CgroupFs cgroups() {
    return new CgroupFs(Linux.system(), root);
  }

  ProcFs proc() {
    return new ProcFs(Linux.system(), root.resolve("proc"));
  }

  void meminfo(String text) throws IOException {
    write(new CgroupPath("proc"), "meminfo", text);
  }

  /** A container of pod {@code name}, whose UID is {@code uid-name}; made when it is not there. */
  Watched container(CgroupPath path, String name) throws IOException {
    stat(path, 0, 0);
    return new Watched(Scope.CONTAINER, path, inode(path), path, "uid-" + name, "default/" + name);
  }

  Watched numaNode(CgroupPath path) throws IOException {
    stat(path, 0, 0);
    return Watched.numaNode(path, inode(path));
  }

  private long inode(CgroupPath path) {
    try (var cgroup = cgroups().open(path)) {
      return cgroup.inode();
    }
  }

  void stat(CgroupPath path, long majorFaults, long refaults) throws IOException {
    write(path, "cgroup.controllers", "memory\n");
    write(
        path,
        "memory.stat",
        "anon 1\nfile 1\nshmem 0\nsock 0\npgfault 1\npgmajfault %d\nworkingset_refault_anon %d\nworkingset_refault_file 0\npgscan 0\npgsteal 0\n"
            .formatted(majorFaults, refaults));
  }

  void stalled(CgroupPath path, long millis) throws IOException {
    var lines = "%s avg10=0.00 avg60=0.00 avg300=0.00 total=%d\n";
    write(
        path,
        "memory.pressure",
        lines.formatted("some", millis * 1_000) + lines.formatted("full", millis * 1_000));
  }

  void current(CgroupPath path, Bytes bytes) throws IOException {
    write(path, "cgroup.controllers", "memory\n");
    var file = root.resolve(path.value()).resolve("memory.current");
    // In place and of one length, as who has it open reads it meanwhile.
    Files.writeString(file, "%20d\n".formatted(bytes.value()), CREATE, WRITE);
  }

  /** In {@code memory.events} or {@code memory.events.local}. */
  void limitReached(CgroupPath path, String file, int times) throws IOException {
    write(path, "cgroup.controllers", "memory\n");
    write(path, file, "low 0\nhigh 0\nmax %d\noom 0\noom_kill 0\n".formatted(times));
  }

  void delete(CgroupPath path, String file) throws IOException {
    Files.delete(root.resolve(path.value()).resolve(file));
  }

  /** Whole or not at all, as the kernel's files are. */
  void write(CgroupPath path, String file, String text) throws IOException {
    var directory = Files.createDirectories(root.resolve(path.value()));
    var fresh = Files.writeString(directory.resolve("." + file), text);
    Files.move(fresh, directory.resolve(file), StandardCopyOption.ATOMIC_MOVE);
  }
}
