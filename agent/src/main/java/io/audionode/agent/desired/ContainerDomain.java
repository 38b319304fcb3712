package io.audionode.agent.desired;

import io.audionode.agent.model.Subtree;
import io.audionode.cgroupfs.cpuset.Cpuset;
import io.audionode.cgroupfs.format.Limit;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * {@code node<N>/pod<uid>/<container id>/{rt,main}}: each container is a thread root with its own
 * memory knobs, so that a leaking container is killed alone.
 */
record ContainerDomain(Set<String> controllers, Limits limits) implements Shape {
  /** Controllers that threaded cgroups may use (Documentation/admin-guide/cgroup-v2.rst). */
  static final Set<String> THREADED = Set.of("cpu", "cpuset");

  @Override
  public Set<String> nodeControllers() {
    return controllers;
  }

  @Override
  public CgroupPath place(int numaNode, String uid, String containerId) {
    return Subtree.pod(numaNode, uid).child(containerId).child(Subtree.MAIN);
  }

  @Override
  public List<CpuGroup> cpuGroups(PodDesire pod) {
    return pod.containers(Adoption.SUBTREE).stream()
        .map(
            container ->
                new CpuGroup(
                    podPath(pod).child(container.seen().id()), pod, limits.pin(container, pod)))
        .toList();
  }

  @Override
  public List<DesiredCgroup> cgroups(PodDesire pod, CpuShares cpus) {
    var placed = pod.containers(Adoption.SUBTREE);
    if (placed.isEmpty()) {
      return List.of();
    }
    var cgroups = new ArrayList<DesiredCgroup>();
    cgroups.add(podCgroup(pod));
    for (var container : placed) {
      var path = podPath(pod).child(container.seen().id());
      cgroups.add(containerCgroup(pod, container, path));
      new ThreadClasses(path, cpus, controllers).of(pod).forEach(cgroups::add);
    }
    return cgroups;
  }

  private DesiredCgroup podCgroup(PodDesire pod) {
    return DesiredCgroup.made(podPath(pod), "pod " + pod.seen().pod().title())
        .controllers(controllers)
        .knobs(limits.mirrored(pod.seen().home()))
        .knob(Memory.MIN, Limit.of(pod.granted(Adoption.SUBTREE)))
        .knob(Memory.MAX, limits.memoryMax(pod.seen()))
        .knob(Memory.SWAP_MAX, Swap.allowance(pod))
        .build();
  }

  private DesiredCgroup containerCgroup(PodDesire pod, ContainerDesire container, CgroupPath path) {
    var home = container.seen().home();
    var cgroup =
        DesiredCgroup.made(path, "container of " + pod.seen().pod().title())
            .controllers(threadedOf(controllers))
            .knobs(limits.mirrored(home))
            .knob(Memory.MIN, Limit.of(container.granted()))
            .knob(Memory.MAX, limits.memoryMax(container.seen(), container.spec()))
            .knob(Memory.SWAP_MAX, pod.wish().swapMax());
    limits.devicePrograms(home).ifPresent(cgroup::devicePrograms);
    var pin = limits.pin(container, pod);
    if (pin.isSet()) {
      cgroup.knob(Cpuset.CPUS, pin.cpus());
    }
    return cgroup.build();
  }

  private static CgroupPath podPath(PodDesire pod) {
    return Subtree.pod(pod.numaNode(), pod.seen().pod().uid());
  }

  static Set<String> threadedOf(Set<String> controllers) {
    return Set.copyOf(controllers.stream().filter(THREADED::contains).toList());
  }
}
