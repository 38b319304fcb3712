package io.audionode.agent.desired;

import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.List;
import java.util.Set;

/** How pods are laid out below {@code audio/node<N>}: which level is the thread root. */
sealed interface Shape permits ContainerDomain, NodeDomain {
  /** What {@code audio/node<N>} hands to its children. */
  Set<String> nodeControllers();

  /** The cgroup a container's processes are put into. */
  CgroupPath place(int numaNode, String uid, String containerId);

  /** The thread roots of a pod's containers that live in the subtree. */
  List<CpuGroup> cpuGroups(PodDesire pod);

  /** The cgroups of a pod's containers that live in the subtree; none when there is no such. */
  List<DesiredCgroup> cgroups(PodDesire pod, CpuShares cpus);
}
