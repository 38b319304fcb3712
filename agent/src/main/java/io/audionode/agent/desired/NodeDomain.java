package io.audionode.agent.desired;

import io.audionode.agent.model.Subtree;
import io.audionode.cgroupfs.cpu.Cpu;
import io.audionode.cgroupfs.cpuset.Cpuset;
import io.audionode.cgroupfs.pids.Pids;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.cgroupfs.tree.Core;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code node<N>/pod<uid>/{rt,main}}: the NUMA node's cgroup is the thread root and all its pods
 * share one memory domain. Fewer levels, and no memory limits per pod.
 */
record NodeDomain(Set<String> controllers, Limits limits) implements Shape {
  private static final String PIDS = "pids";

  /** Threaded cgroups may limit pids too, and here the pod's own cgroup is one. */
  @Override
  public Set<String> nodeControllers() {
    var handedOut = new HashSet<>(ContainerDomain.threadedOf(controllers));
    if (controllers.contains(PIDS)) {
      handedOut.add(PIDS);
    }
    return handedOut;
  }

  @Override
  public CgroupPath place(int numaNode, String uid, String containerId) {
    return Subtree.pod(numaNode, uid).child(Subtree.MAIN);
  }

  @Override
  public List<CpuGroup> cpuGroups(PodDesire pod) {
    var placed = pod.containers(Adoption.SUBTREE);
    return placed.isEmpty()
        ? List.of()
        : List.of(new CpuGroup(podPath(pod), pod, pins(pod, placed)));
  }

  /**
   * Of all containers, which share the pod's cgroup; one that has none may use any cpu that is
   * shared.
   */
  private CpuPin pins(PodDesire pod, List<ContainerDesire> placed) {
    var pins = placed.stream().map(container -> limits.pin(container, pod)).toList();
    var all = pins.stream().reduce(CpuPin.NONE, CpuPin::and);
    if (pins.stream().allMatch(CpuPin::isSet)) {
      return all;
    }
    return all.own().isEmpty() ? CpuPin.NONE : all.and(limits.anyOf(pod.numaNode()));
  }

  private static CgroupPath podPath(PodDesire pod) {
    return Subtree.pod(pod.numaNode(), pod.seen().pod().uid());
  }

  @Override
  public List<DesiredCgroup> cgroups(PodDesire pod, CpuShares cpus) {
    if (pod.containers(Adoption.SUBTREE).isEmpty()) {
      return List.of();
    }
    var path = podPath(pod);
    var mirrored = limits.mirrored(pod.seen().home());
    mirrored.keySet().retainAll(List.of(Cpu.WEIGHT.file(), Cpu.MAX.file(), Pids.MAX.file()));
    var podCgroup =
        DesiredCgroup.made(path, "pod " + pod.seen().pod().title())
            .threaded()
            .controllers(ContainerDomain.threadedOf(controllers))
            .knobs(mirrored)
            .knob(Core.FREEZE, limits.paused(pod.containers(Adoption.SUBTREE)));
    devicePrograms(pod).ifPresent(podCgroup::devicePrograms);
    cpus.ofRoot(path).ifPresent(list -> podCgroup.knob(Cpuset.CPUS, list));
    return Stream.concat(
            Stream.of(podCgroup.build()), new ThreadClasses(path, cpus, controllers).of(pod))
        .toList();
  }

  /** Of all containers here, which have the same ones or none; empty while one is not known. */
  private Optional<Set<Integer>> devicePrograms(PodDesire pod) {
    var all = new HashSet<Integer>();
    for (var container : pod.containers(Adoption.SUBTREE)) {
      var programs = limits.devicePrograms(container.seen().home());
      if (programs.isEmpty()) {
        return Optional.empty();
      }
      all.addAll(programs.get());
    }
    return Optional.of(all);
  }
}
