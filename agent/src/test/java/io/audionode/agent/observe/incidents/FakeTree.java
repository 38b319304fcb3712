package io.audionode.agent.observe.incidents;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.model.incident.Place;
import io.audionode.agent.observe.pressure.PressureSources;
import io.audionode.agent.pulse.Clocks;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.kmsg.KernelLog;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.sys.Linux;
import io.audionode.cgroupfs.sys.Sys;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Directories with the files of cgroupfs, procfs and /dev that the recorder reads, and a clock. */
final class FakeTree {
  static final Sys SYS = Linux.system();
  private static final long PAGE = 4096;
  private static final int MEBIBYTES = 3000;

  private final Path root;
  private final AtomicLong nanos = new AtomicLong(1);

  FakeTree(Path root) {
    this.root = root;
    write("proc", "stat", "cpu 0\n");
    write(
        "proc/self",
        "limits",
        "Max open files            1024                 4096                 files\n");
    available(MEBIBYTES);
    write("dev", KernelLog.FILE, "");
    write("cgroup", "cgroup.controllers", "memory\n");
  }

  PressureSources sources() {
    return new PressureSources(
        SYS,
        new CgroupFs(SYS, root.resolve("cgroup")),
        new ProcFs(SYS, root.resolve("proc")),
        new Clocks(() -> FakeFlow.START.plusNanos(nanos.get()), nanos::get),
        _ -> null);
  }

  KernelLog log() {
    return KernelLog.open(SYS, root.resolve("dev"));
  }

  void passSeconds(long seconds) {
    nanos.addAndGet(seconds * 1_000_000_000L);
  }

  /** MemAvailable. */
  void available(int mebibytes) {
    write(
        "proc",
        "meminfo",
        "MemTotal: 4194304 kB\nMemFree: 1000 kB\nMemAvailable: %d kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n"
            .formatted(mebibytes * 1024));
  }

  /** A container of pod {@code uid-NAME} in the subtree, with so much charged. */
  Recorded container(String name, int mebibytes) {
    var pod = new CgroupPath("audio/node0/poduid-" + name);
    var path = pod.child("c1");
    counted(pod, 0, 0, 0);
    counted(path, 0, 0, 0);
    charge(path, mebibytes);
    processes(path);
    return new Recorded(
        new Place("uid-" + name, "default/" + name, "main", path, "subtree"),
        inode(path),
        pod,
        false,
        Bytes.ofMebibytes(128),
        Bytes.ofMebibytes(128),
        List.of());
  }

  private long inode(CgroupPath path) {
    try (var cgroup = new CgroupFs(SYS, root.resolve("cgroup")).open(path)) {
      return cgroup.inode();
    }
  }

  void counted(CgroupPath path, long max, long oom, long oomKill) {
    write(directory(path), "cgroup.controllers", "memory\n");
    write(
        directory(path),
        "memory.events",
        "low 0\nhigh 0\nmax %d\noom %d\noom_kill %d\n".formatted(max, oom, oomKill));
  }

  void charge(CgroupPath path, int mebibytes) {
    var bytes = Bytes.ofMebibytes(mebibytes).value();
    write(directory(path), "memory.current", bytes + "\n");
    write(
        directory(path),
        "memory.stat",
        "anon %d\nfile 1\nshmem 0\nsock 0\npgfault 1\npgmajfault 2\nworkingset_refault_anon 3\nworkingset_refault_file 4\npgscan 0\npgsteal 0\n"
            .formatted(bytes));
    write(
        directory(path), "memory.numa_stat", "anon N0=%d N1=0\nfile N0=1 N1=0\n".formatted(bytes));
  }

  /** So much has a place in swap, and a part of it is in memory as well. */
  void swapped(CgroupPath path, int mebibytes, int cached) throws IOException {
    var stat = Files.readString(root.resolve(directory(path)).resolve("memory.stat"));
    file(
        path, "memory.stat", stat + "swapcached %d\n".formatted(Bytes.ofMebibytes(cached).value()));
    file(path, "memory.swap.current", Bytes.ofMebibytes(mebibytes).value() + "\n");
  }

  void file(CgroupPath path, String name, String text) {
    write(directory(path), name, text);
  }

  /** The processes of a cgroup; each is made with 1 MiB for each of its number. */
  void processes(CgroupPath path, int... pids) {
    for (var pid : pids) {
      var fields =
          Stream.generate(() -> "0").limit(49).collect(Collectors.toCollection(ArrayList::new));
      fields.set(20, Long.toString(pid * (1L << 20) / PAGE));
      write("proc/" + pid, "stat", "%d (p%d) S %s\n".formatted(pid, pid, String.join(" ", fields)));
      write("proc/" + pid, "oom_score_adj", "-997\n");
    }
    write(
        directory(path),
        "cgroup.procs",
        Arrays.stream(pids).mapToObj(pid -> pid + "\n").collect(Collectors.joining()));
  }

  void exit(int pid) {
    delete(root.resolve("proc/" + pid));
  }

  /** The kernel's two lines of a kill at a limit. */
  void logs(int pid, String comm, CgroupPath limit, CgroupPath task) {
    log(
        "6,1,1,-;oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/%s,task_memcg=/%s,task=%s,pid=%d,uid=0\n"
            .formatted(limit, task, comm, pid));
    logsProcess(pid, comm);
  }

  /** All of a cgroup are killed together. */
  void logsGroup(CgroupPath group) {
    log(
        "6,1,1,-;Tasks in /%s are going to be killed due to memory.oom.group set\n"
            .formatted(group));
  }

  void logsProcess(int pid, String comm) {
    log(
        "3,2,2,-;Memory cgroup out of memory: Killed process %d (%s) total-vm:1kB, anon-rss:1024kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:4kB oom_score_adj:-997\n"
            .formatted(pid, comm));
  }

  private void log(String line) {
    try {
      Files.write(
          root.resolve("dev").resolve(KernelLog.FILE),
          line.getBytes(UTF_8),
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A pod that did not ask; what it has is missing in what the node has left. */
  void neighbour(String name, int mebibytes) {
    available(MEBIBYTES - mebibytes);
    var path = new CgroupPath("kubepods/besteffort/poduid-" + name);
    write(directory(path), "cgroup.controllers", "memory\n");
    write(directory(path), "memory.current", Bytes.ofMebibytes(mebibytes).value() + "\n");
  }

  void remove(CgroupPath path) {
    delete(root.resolve(directory(path)));
  }

  /** Whoever has a file open reads nothing more in it, as in a cgroup that was removed. */
  private static void delete(Path directory) {
    try (var files = Files.list(directory)) {
      for (var file : files.toList()) {
        Files.writeString(file, "");
        Files.delete(file);
      }
      Files.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String directory(CgroupPath path) {
    return "cgroup/" + path.value();
  }

  private void write(String directory, String file, String text) {
    try {
      Files.writeString(Files.createDirectories(root.resolve(directory)).resolve(file), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
