package io.audionode.cgroupfs.numa;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.CpuList;
import java.util.List;

/**
 * One memory node.
 *
 * @param cpus empty for memory without processors, such as CXL
 * @param distances to each online node in the order of their ids; 10 is the node itself
 */
public record NumaNode(int id, CpuList cpus, Bytes total, Bytes free, List<Integer> distances) {
  public NumaNode {
    requireNonNull(cpus, "cpus is null");
    requireNonNull(total, "total is null");
    requireNonNull(free, "free is null");
    distances = List.copyOf(distances);
    if (id < 0) {
      throw new IllegalArgumentException("node id is negative: " + id);
    }
  }
}
