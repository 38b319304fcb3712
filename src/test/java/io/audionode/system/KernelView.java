package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.cgroupfs.format.Limit;
import io.audionode.cgroupfs.knob.KernelVersion;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.memory.MemoryEvents;
import io.audionode.cgroupfs.memory.MemoryStat;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.sys.Linux;
import io.audionode.cgroupfs.tree.CgroupEvents;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.List;
import java.util.stream.Stream;

/** What the kernel says of processes and cgroups, whoever made them so. */
record KernelView(Kubepods node) {
  /** Whether this kernel is older than that version, for what it cannot be asked about. */
  static boolean isBefore(int major, int minor) {
    var running = KernelVersion.parse(new ProcFs(Linux.system()).osRelease());
    return running.compareTo(KernelVersion.since(major, minor)) < 0;
  }

  /** Whether every process in a process's cgroup stands still, by the kernel's own word. */
  boolean isFrozen(int pid) {
    var text = node.read(node.proc.cgroup(pid).path(), "cgroup.events") + "\n";
    return CgroupEvents.parse(text).frozen().orElseThrow();
  }

  long cpuTicks(int pid) {
    return node.proc.stat(pid).cpuTicks();
  }

  /** Processes that were killed in a cgroup and below. */
  long oomKills(CgroupPath path) {
    return MemoryEvents.parse(node.read(path, "memory.events") + "\n").oomKill();
  }

  /** Bytes of anonymous memory charged to a cgroup and below. */
  long anon(CgroupPath path) {
    return MemoryStat.parse(node.read(path, "memory.stat") + "\n").anon().value();
  }

  /** All bytes charged to a cgroup and below. */
  long charged(CgroupPath path) {
    return Long.parseLong(node.read(path, "memory.current"));
  }

  /** {@code memory.max} of the nearest cgroup of a process that has one. */
  String memoryMax(int pid) {
    return node.read(memoryDomains(node.proc.cgroup(pid).path()).getFirst(), "memory.max");
  }

  /** Nothing reclaims so many bytes of what is charged there, and nothing swaps. */
  void assertProtected(CgroupPath path, long bytes) {
    var domains = memoryDomains(path);
    assertThat(domains).hasSizeGreaterThan(1);
    for (var domain : domains) {
      assertThat(Limit.parse(node.read(domain, "memory.min")))
          .as("%s memory.min", domain)
          .isGreaterThanOrEqualTo(Limit.of(bytes));
    }
    assertThat(node.read(domains.getFirst(), "memory.swap.max"))
        .as("%s memory.swap.max", domains.getFirst())
        .isEqualTo("0");
  }

  /** A cgroup and those above it, nearest first, without the threaded ones and the root. */
  private List<CgroupPath> memoryDomains(CgroupPath path) {
    return Stream.concat(Stream.of(path), path.ancestors().reversed().stream())
        .filter(this::hasMemory)
        .toList();
  }

  private boolean hasMemory(CgroupPath path) {
    try (var cgroup = node.cgroups.open(path)) {
      return cgroup.readIfPresent(Memory.MIN).isPresent();
    }
  }
}
