package io.audionode.agent.desired;

import io.audionode.agent.config.ThreadClass;
import io.audionode.agent.model.Subtree;
import io.audionode.cgroupfs.cpu.Cpu;
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
    var path = root.child(threads.name());
    var cgroup =
        withCpus(DesiredCgroup.made(path, "thread class " + threads.name()).threaded(), path);
    return available.contains("cpu")
        ? cgroup.knob(Cpu.WEIGHT, (long) threads.cpuWeight()).build()
        : cgroup.build();
  }

  private DesiredCgroup.Builder withCpus(DesiredCgroup.Builder cgroup, CgroupPath path) {
    if (available.contains("cpuset")) {
      cpus.ofThreads(root, path).ifPresent(own -> cgroup.knob(Cpuset.CPUS, own));
    }
    return cgroup;
  }
}
