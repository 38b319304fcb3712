package io.audionode.agent.model.pressure;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;

/**
 * A pod that did not ask, and that takes memory. That it is named does nothing to it.
 *
 * @param name namespace and name; the UID where no source of pods knows it
 * @param current its {@code memory.current}
 * @param grown how much of it is new
 * @param over in how long
 */
public record Neighbour(String name, CgroupPath cgroup, Bytes current, Bytes grown, Duration over) {
  public Neighbour {
    requireNonNull(name, "name is null");
    requireNonNull(cgroup, "cgroup is null");
    requireNonNull(current, "current is null");
    requireNonNull(grown, "grown is null");
    requireNonNull(over, "over is null");
  }
}
