package io.audionode.agent.doctor;

import io.audionode.agent.config.Configuration;
import io.audionode.agent.doctor.Evidence.Hierarchy;
import io.audionode.agent.doctor.Evidence.Kubepods;
import io.audionode.agent.doctor.Evidence.Node;
import io.audionode.agent.doctor.Evidence.Psi;
import io.audionode.agent.doctor.Evidence.Rights;
import io.audionode.agent.doctor.Evidence.StateDirectory;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.numa.NumaNode;
import io.audionode.cgroupfs.numa.NumaTopology;
import io.audionode.cgroupfs.proc.MemInfo;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.cgroupfs.tree.CgroupSetup;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The evidence of a node that has everything, to take one thing away from. */
final class Fit {
  static final Path MOUNT = Path.of("/sys/fs/cgroup");
  static final Set<String> ALL = Set.of("cpuset", "cpu", "io", "memory", "pids");
  static final Set<String> FILES = Set.copyOf(EvidenceReader.PROBED);
  static final long ALL_CAPABILITIES = 0x1ff_ffff_ffffL;
  static final Wanted NOTHING_ASKED = new Wanted(Configuration.defaults(), List.of(), null);

  static final Hierarchy HIERARCHY = hierarchy(ALL, FILES);
  static final Rights RIGHTS = rights(0, ALL_CAPABILITIES);

  static final NumaTopology TWO_NODES = numa(numaNode(0, "0-1", 2048), numaNode(1, "2-3", 2048));
  static final Node NODE = node("6.1.0-40-amd64", Psi.READABLE, 1024);

  private Fit() {}

  static Evidence node() {
    return with(NODE);
  }

  static Evidence with(Node node) {
    return evidence(HIERARCHY, RIGHTS, node);
  }

  static Evidence with(Rights rights) {
    return evidence(HIERARCHY, rights, NODE);
  }

  static Evidence with(@Nullable Hierarchy hierarchy) {
    return evidence(hierarchy, RIGHTS, NODE);
  }

  static Evidence with(@Nullable CgroupSetup setup) {
    return new Evidence(setup, null, RIGHTS, NODE, Tuning.NOTHING, List.of());
  }

  static Evidence evidence(@Nullable Hierarchy hierarchy, Rights rights, Node node) {
    var setup = new CgroupSetup.Unified(MOUNT, Set.of("nsdelegate", "memory_recursiveprot"));
    return new Evidence(setup, hierarchy, rights, node, Tuning.NOTHING, List.of());
  }

  static Hierarchy hierarchy(Set<String> controllers, @Nullable Set<String> files) {
    var kubepods = new Kubepods(new CgroupPath("kubepods.slice"), 12);
    return new Hierarchy(MOUNT, true, controllers, controllers, files, kubepods, false, List.of());
  }

  static Hierarchy without(String file) {
    return hierarchy(ALL, Set.copyOf(FILES.stream().filter(it -> !it.equals(file)).toList()));
  }

  static Rights rights(int euid, @Nullable Long capabilities) {
    return new Rights(euid, capabilities, true, true, null, state(true));
  }

  static StateDirectory state(boolean writable) {
    var path = Path.of("/var/lib/audionode");
    return new StateDirectory(path, path, writable);
  }

  static Node node(String release, @Nullable Psi psi, int swapMebibytes) {
    return new Node(release, psi, meminfo(swapMebibytes), 60, TWO_NODES);
  }

  static Node node(@Nullable NumaTopology numa) {
    return new Node("6.1.0-40-amd64", Psi.READABLE, meminfo(1024), 60, numa);
  }

  static NumaTopology numa(NumaNode... nodes) {
    return new NumaTopology(List.of(nodes));
  }

  static NumaNode numaNode(int id, String cpus, int mebibytes) {
    var memory = Bytes.ofMebibytes(mebibytes);
    return new NumaNode(id, CpuList.parse(cpus), memory, memory, List.of(10));
  }

  static MemInfo meminfo(int swapMebibytes) {
    return MemInfo.parse(
        """
        MemTotal:        4194304 kB
        MemFree:         3145728 kB
        MemAvailable:    3145728 kB
        SwapTotal:       %1$d kB
        SwapFree:        %1$d kB
        """
            .formatted(swapMebibytes * 1024));
  }
}
