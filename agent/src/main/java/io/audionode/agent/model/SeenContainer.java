package io.audionode.agent.model;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import java.util.Map;

/**
 * A container as the kernel shows it: a directory below its pod's.
 *
 * @param id the directory's name
 * @param home where the container runtime made it, below kubepods
 * @param kind only an {@code APP} is looked after
 * @param charged {@code memory.current} of its home: what a move would leave behind
 * @param age of its oldest process; zero when it has none yet
 * @param chargedPerNode anonymous and page cache bytes of its home per NUMA node
 * @param devicesExpected whether this node's runtime attaches device programs, so that a home
 *     without one is yet to get it
 */
public record SeenContainer(
    String id,
    CgroupPath home,
    ContainerKind kind,
    Bytes charged,
    Duration age,
    Map<Integer, Bytes> chargedPerNode,
    boolean devicesExpected) {
  public SeenContainer {
    requireNonNull(id, "id is null");
    requireNonNull(home, "home is null");
    requireNonNull(kind, "kind is null");
    requireNonNull(charged, "charged is null");
    requireNonNull(age, "age is null");
    chargedPerNode = Map.copyOf(chargedPerNode);
  }
}
