package io.audionode.agent.model;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pod that asks, and what the kernel knows of it.
 *
 * @param home its directory below kubepods, null while it has none
 */
public record SeenPod(Pod pod, @Nullable CgroupPath home, List<SeenContainer> containers) {
  public SeenPod {
    requireNonNull(pod, "pod is null");
    containers = List.copyOf(containers);
  }

  /** The containers that run the pod's own programs. */
  public List<SeenContainer> appContainers() {
    return containers.stream().filter(container -> container.kind() == ContainerKind.APP).toList();
  }
}
