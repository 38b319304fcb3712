package io.audionode.agent.desired;

import io.audionode.agent.config.ThreadClass;
import io.audionode.agent.model.Subtree;
import io.audionode.cgroupfs.cpu.Cpu;
import io.audionode.cgroupfs.cpu.Utilization;
import io.audionode.cgroupfs.cpuset.Cpuset;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The threaded cgroups below a thread root: {@code main} and one for each thread class.
 *
 * @param available controllers of the machine
 */
record ThreadClasses(CgroupPath root, CpuShares cpus, Set<String> available) {
  Stream<DesiredCgroup> of(PodDesire pod) {
    var classes = pod.wish().profile().threads().stream().map(this::threadClass);
    return Stream.concat(Stream.of(main()), classes);
  }

  private DesiredCgroup main() {
    var path = root.child(Subtree.MAIN);
    return withCpus(DesiredCgroup.made(path, "threads of no class").threaded(), path).build();
  }

  private DesiredCgroup threadClass(ThreadClass threads) {
    return withCpus(of(root, threads, available), root.child(threads.name())).build();
  }

  /** The cgroup of one class, which shares the cpus of those above it. */
  static DesiredCgroup.Builder of(CgroupPath root, ThreadClass threads, Set<String> available) {
    var cgroup =
        DesiredCgroup.made(root.child(threads.name()), "thread class " + threads.name()).threaded();
    return available.contains("cpu")
        ? cgroup
            .knob(Cpu.WEIGHT, (long) threads.cpuWeight())
            .knob(Cpu.UCLAMP_MIN, percent(threads.uclamp().min()))
            .knob(Cpu.UCLAMP_MAX, percent(threads.uclamp().max()))
        : cgroup;
  }

  private static Utilization percent(int percent) {
    return new Utilization(percent * Utilization.MAX.hundredths() / 100);
  }

  private DesiredCgroup.Builder withCpus(DesiredCgroup.Builder cgroup, CgroupPath path) {
    if (available.contains("cpuset")) {
      cpus.ofThreads(root, path).ifPresent(own -> cgroup.knob(Cpuset.CPUS, own));
    }
    return cgroup;
  }
}
