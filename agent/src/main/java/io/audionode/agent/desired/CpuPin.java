package io.audionode.agent.desired;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.format.CpuList;

/**
 * {@code cpuset.cpus} that was set on a container, as far as it is of one NUMA node.
 *
 * @param cpus empty when there is none
 * @param exclusive whether kubelet's CPU manager gave them to this container alone; the others of
 *     its policy {@code static} share a pool, which has reserved and isolated cpus too, so that
 *     their list is the most that they may use and gives them nothing
 */
record CpuPin(CpuList cpus, boolean exclusive) {
  static final CpuPin NONE = new CpuPin(CpuList.EMPTY, false);

  CpuPin {
    requireNonNull(cpus, "cpus is null");
  }

  boolean isSet() {
    return !cpus.isEmpty();
  }

  /** Of two containers that share a cgroup. */
  CpuPin and(CpuPin other) {
    return new CpuPin(cpus.union(other.cpus), exclusive && other.exclusive);
  }
}
