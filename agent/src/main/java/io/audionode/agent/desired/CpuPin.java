package io.audionode.agent.desired;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.format.CpuList;

/**
 * {@code cpuset.cpus} that was set on a container, as far as it is of one NUMA node; both parts are
 * empty when there is none.
 *
 * @param own what kubelet's CPU manager gave to this container alone
 * @param pool what the other containers of its policy {@code static} share, with reserved and
 *     isolated cpus in it, so that it is the most that they may use and gives them nothing
 */
record CpuPin(CpuList own, CpuList pool) {
  static final CpuPin NONE = new CpuPin(CpuList.EMPTY, CpuList.EMPTY);

  CpuPin {
    requireNonNull(own, "own is null");
    requireNonNull(pool, "pool is null");
  }

  CpuList cpus() {
    return own.union(pool);
  }

  boolean isSet() {
    return !cpus().isEmpty();
  }

  /** Of two containers that share a cgroup. */
  CpuPin and(CpuPin other) {
    return new CpuPin(own.union(other.own), pool.union(other.pool));
  }
}
