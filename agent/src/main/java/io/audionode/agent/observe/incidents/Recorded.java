package io.audionode.agent.observe.incidents;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.model.Subtree;
import io.audionode.agent.model.incident.KnobLook;
import io.audionode.agent.model.incident.Place;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A cgroup that is recorded: a container's own, or one that pods share.
 *
 * @param inode tells the cgroup from a later one of its name
 * @param above the pod's cgroup, which counts what befalls all its containers; null where pods
 *     share
 * @param ranBefore whether the container ran before the agent saw it; a later look may not know any
 *     more
 * @param limit the lower one of its {@code memory.max} and the pod's, null without any
 * @param minimum its {@code memory.min}
 * @param knobs its control files and the pod's
 */
record Recorded(
    Place place,
    long inode,
    @Nullable CgroupPath above,
    boolean ranBefore,
    @Nullable Bytes limit,
    Bytes minimum,
    List<KnobLook> knobs) {
  Recorded {
    requireNonNull(place, "place is null");
    requireNonNull(minimum, "minimum is null");
    knobs = List.copyOf(knobs);
  }

  /** The same of a container that is known to have run before. */
  Recorded thatRanBefore() {
    return new Recorded(place, inode, above, true, limit, minimum, knobs);
  }

  /** Whether audionode wants nothing of it in swap. */
  boolean isKeptFromSwap() {
    return knobs.stream()
        .filter(knob -> knob.cgroup().equals(path()))
        .filter(knob -> knob.file().equals(Memory.SWAP_MAX.file()))
        .anyMatch(knob -> "0".equals(knob.wanted()));
  }

  CgroupPath path() {
    return place.cgroup();
  }

  /** Whether a path of the kernel's log is that cgroup, the pod's or one below them. */
  boolean holds(String kernelPath) {
    return isWithin(kernelPath, path()) || (above != null && isWithin(kernelPath, above));
  }

  /**
   * Whether a cgroup is below the one that a path of the kernel's log names, or that one. What lies
   * outside of this node's tree, as where the node is a container itself, is above all of it.
   */
  static boolean mayBeBelow(CgroupPath path, String kernelPath) {
    var known = Stream.of(path.segments().getFirst(), Subtree.ROOT.value());
    return Stream.concat(Stream.of(path), path.ancestors().stream())
            .anyMatch(one -> kernelPath.endsWith("/" + one.value()))
        || known.noneMatch(name -> isWithin(kernelPath, CgroupPath.of(name)));
  }

  /** In a container of its own the node's tree begins somewhere below the kernel's. */
  static boolean isWithin(String kernelPath, CgroupPath path) {
    return (kernelPath + "/").contains("/" + path.value() + "/");
  }
}
