package io.audionode.system;

import static org.awaitility.Awaitility.await;

import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.sys.Linux;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.cgroupfs.tree.LabGuest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** kubelet's part of the node: the kubepods tree with a directory for each pod. */
final class Kubepods implements AutoCloseable {
  static final CgroupPath ROOT = CgroupPath.of("kubepods");
  private static final Set<String> CONTROLLERS = Set.of("cpuset", "cpu", "memory", "pids");

  final CgroupFs cgroups = new CgroupFs(Linux.system(), Path.of("/sys/fs/cgroup"));
  final ProcFs proc = new ProcFs(Linux.system());

  Kubepods() {
    LabGuest.require();
    try (var root = cgroups.open(CgroupPath.ROOT)) {
      root.enable(controllers()); // as kubelet does
    }
    make(ROOT);
    make(ROOT.child("burstable"));
    make(ROOT.child("besteffort"));
  }

  /** Those that this kernel has; its command line may have taken some. */
  private Set<String> controllers() {
    return CONTROLLERS.stream().filter(cgroups.controllers()::contains).collect(Collectors.toSet());
  }

  /** The directory of a Guaranteed pod. */
  CgroupPath guaranteed(String uid) {
    return make(ROOT.child("pod" + uid));
  }

  /** The directory of a Burstable pod. */
  CgroupPath burstable(String uid) {
    return make(ROOT.child("burstable").child("pod" + uid));
  }

  /** The directory of a BestEffort pod. */
  CgroupPath bestEffort(String uid) {
    return make(ROOT.child("besteffort").child("pod" + uid));
  }

  /** A cgroup that hands every controller to its children, as kubelet makes them. */
  CgroupPath make(CgroupPath path) {
    try (var parent = cgroups.open(path.parent().orElseThrow());
        var made = parent.create(path.name())) {
      made.enable(controllers());
    }
    return path;
  }

  /** A container's cgroup, as a runtime makes it: its processes are in it itself. */
  void create(CgroupPath path) {
    try (var parent = cgroups.open(path.parent().orElseThrow());
        var _ = parent.create(path.name())) {
      // it stays
    }
  }

  /** Takes the controllers back, so that processes may be in the cgroup itself. */
  void disable(CgroupPath path) {
    try (var cgroup = cgroups.open(path)) {
      cgroup.disable(controllers());
    }
  }

  /** A control file's text without the newline. */
  String read(CgroupPath path, String file) {
    try (var cgroup = cgroups.open(path)) {
      return cgroup.readText(file).strip();
    }
  }

  void write(CgroupPath path, String file, String text) {
    try (var cgroup = cgroups.open(path)) {
      cgroup.writeText(file, text);
    }
  }

  boolean exists(CgroupPath path) {
    return cgroups.exists(path);
  }

  List<Integer> processes(CgroupPath path) {
    try (var cgroup = cgroups.open(path)) {
      return cgroup.processes();
    } catch (KernelException.Gone | KernelException.Unsupported e) {
      return List.of(); // a threaded cgroup's processes are its thread root's
    }
  }

  /** The processes in a cgroup and below it. */
  Set<Integer> processesBelow(CgroupPath path) {
    return tree(path).stream()
        .flatMap(cgroup -> processes(cgroup).stream())
        .collect(Collectors.toSet());
  }

  /** A cgroup and all below it, parents first; empty when it is not there. */
  List<CgroupPath> tree(CgroupPath path) {
    var all = new ArrayList<CgroupPath>();
    try (var cgroup = cgroups.open(path)) {
      all.add(path);
      cgroup.children().forEach(child -> all.addAll(tree(path.child(child))));
    } catch (KernelException.Gone e) {
      return all;
    }
    return all;
  }

  /** Ends every process in a cgroup and below, and removes it. */
  void remove(CgroupPath path) {
    await()
        .atMost(Scenario.PATIENCE)
        .until(() -> tree(path).stream().map(this::processes).allMatch(this::end));
    for (var cgroup : tree(path).reversed()) {
      try (var parent = cgroups.open(cgroup.parent().orElseThrow())) {
        parent.remove(cgroup.name());
      }
    }
  }

  private boolean end(List<Integer> processes) {
    processes.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    return processes.isEmpty();
  }

  @Override
  public void close() {
    remove(ROOT);
  }
}
