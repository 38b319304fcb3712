package io.audionode.agent.desired;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who uses which cpus of a NUMA node.
 *
 * @param shared those of every thread that has none of its own
 * @param exclusive those of a thread class alone, by its cgroup
 * @param wanted {@code cpuset.cpus} of {@code audio/node<N>}; empty to inherit
 */
public record NodeCpus(
    int numaNode,
    UsableCpus usable,
    CpuList shared,
    SortedMap<CgroupPath, CpuList> exclusive,
    CpuList wanted) {
  public NodeCpus {
    requireNonNull(usable, "usable is null");
    requireNonNull(shared, "shared is null");
    exclusive = Collections.unmodifiableSortedMap(new TreeMap<>(exclusive));
    requireNonNull(wanted, "wanted is null");
  }
}
