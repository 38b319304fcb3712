package io.audionode.system;

import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/** The first NUMA node, for programs that may run anywhere but filled their memory there. */
final class FirstNode {
  private static final Path DEVICES = Path.of("/sys/devices/system");
  private static final String CPUS = "cpuset.cpus";

  private FirstNode() {}

  /**
   * @param pod its pod's cgroup, which has all cpus afterwards
   * @param program starts it and waits until its memory is filled
   */
  static Workload filled(Kubepods kubepods, CgroupPath pod, Supplier<Workload> program) {
    kubepods.write(pod, CPUS, list("node/node0/cpulist"));
    var running = program.get();
    kubepods.write(pod, CPUS, list("cpu/online"));
    return running;
  }

  private static String list(String file) {
    try {
      return Files.readString(DEVICES.resolve(file)).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
