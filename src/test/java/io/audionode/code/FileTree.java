package io.audionode.code;

import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.fixture.PodBuilder;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.Pod;
import io.audionode.agent.model.SeenCgroup;
import io.audionode.agent.model.SeenProcess;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.cgroupfs.tree.CgroupType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A node with audio pods that are where they belong, as ordinary files: what is read of it takes
 * the system calls that the kernel's own files take, without what the kernel does to write them.
 *
 * @param root below it {@code cgroup} and {@code proc}
 */
record FileTree(Path root, List<Pod> pods, NodeSnapshot settled) {
  private static final List<String> OF_NODE =
      List.of("meminfo", "stat", "self/limits", "sys/vm/swappiness");

  /** All processes began long before (a year). */
  private static final String UPTIME = "31536000.00 0.00\n";

  private static final int FIRST_PID = 100_000;

  static FileTree of(Path root, int pods) throws IOException {
    var node = FakeNode.withNumaNodes(2);
    var asking = new ArrayList<Pod>();
    for (var number = 0; number < pods; number++) {
      var pod = PodBuilder.roomy("pod-" + number, "4Mi", "8Mi");
      asking.add(pod);
      node.pod(pod).born(pod, "c" + number, FIRST_PID + number);
    }
    new FakeFlow(node).settle();
    var tree = new FileTree(root, asking, node.snapshot());
    tree.write();
    return tree;
  }

  Path cgroups() {
    return root.resolve("cgroup");
  }

  Path proc() {
    return root.resolve("proc");
  }

  /** Containers' cgroups in the subtree. */
  List<CgroupPath> containers() {
    return settled.processes().stream().map(SeenProcess::cgroup).distinct().toList();
  }

  private void write() throws IOException {
    for (var file : OF_NODE) {
      copy(file);
    }
    write(proc().resolve("uptime"), UPTIME);
    write(proc().resolve(ProcessHandle.current().pid() + "/status"), own("status"));
    write(cgroups().resolve("cgroup.controllers"), "cpuset cpu memory pids\n");
    settled.cgroups().all().forEach(this::write);
    settled.processes().forEach(this::write);
  }

  private void copy(String file) throws IOException {
    write(proc().resolve(file), Files.readString(Path.of("/proc").resolve(file)));
  }

  private static String own(String file) throws IOException {
    return Files.readString(Path.of("/proc/self").resolve(file));
  }

  private void write(SeenCgroup cgroup) {
    var directory = cgroups().resolve(cgroup.path().value());
    var here = settled.processes().stream().filter(p -> lists(cgroup, p.cgroup()));
    write(directory, "cgroup.controllers", "cpuset cpu memory pids");
    write(directory, "cgroup.subtree_control", String.join(" ", cgroup.subtreeControl()));
    if (!cgroup.path().isRoot()) {
      write(directory, "cgroup.type", cgroup.type().text());
      write(directory, "memory.current", "209715200");
      write(directory, "memory.events", "low 0\nhigh 0\nmax 0\noom 0\noom_kill 0");
      write(directory, "memory.numa_stat", "anon N0=201326592 N1=0\nfile N0=8388608 N1=0");
    }
    write(
        directory,
        "cgroup.procs",
        here.map(process -> Integer.toString(process.id().pid()))
            .collect(Collectors.joining("\n")));
    cgroup.knobs().forEach((file, text) -> write(directory, file, text));
  }

  /** A thread root lists the processes of the threaded ones below it, which cannot. */
  private static boolean lists(SeenCgroup cgroup, CgroupPath place) {
    return cgroup.type() == CgroupType.DOMAIN_THREADED
        ? place.startsWith(cgroup.path())
        : place.equals(cgroup.path());
  }

  private void write(SeenProcess process) {
    var directory = proc().resolve(Integer.toString(process.id().pid()));
    write(
        directory,
        "stat",
        "%d (%s) S %d 1 1 0 -1 4194304 1 0 0 0 1 1 0 0 20 0 1 0 %d 1 1 1%s"
            .formatted(
                process.id().pid(),
                process.comm(),
                process.parent(),
                process.id().startTicks(),
                " 0".repeat(27)));
    write(directory, "oom_score_adj", Integer.toString(process.oomScoreAdj()));
    write(directory, "cgroup", "0::/" + process.cgroup().value());
  }

  private static void write(Path directory, String file, String text) {
    try {
      write(directory.resolve(file), text + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  void delete() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (var file : files.toList().reversed()) {
        Files.delete(file);
      }
    }
  }
}
