package io.audionode.agent.desired;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.model.ContainerSpec;
import io.audionode.agent.model.SeenContainer;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.tree.CgroupPath;
import org.jspecify.annotations.Nullable;

/**
 * What one container gets.
 *
 * @param spec its entry in the pod's spec, null when nothing tells which one it is
 * @param reason why it is looked after in this way
 * @param place where its processes should run: its home when it stays
 * @param asked the minimum the profile asks for
 * @param granted the minimum after the container's limit and the NUMA node's budget
 */
public record ContainerDesire(
    SeenContainer seen,
    @Nullable ContainerSpec spec,
    Adoption adoption,
    String reason,
    CgroupPath place,
    Bytes asked,
    Bytes granted) {
  static final String ALREADY_RUNNING = "already running";
  static final String REFUSED = "refused: ";

  public ContainerDesire {
    requireNonNull(seen, "seen is null");
    requireNonNull(adoption, "adoption is null");
    requireNonNull(reason, "reason is null");
    requireNonNull(place, "place is null");
    requireNonNull(asked, "asked is null");
    requireNonNull(granted, "granted is null");
  }

  /** Whether it ran before the agent saw it, and so could not be placed at birth. */
  public boolean late() {
    return adoption == Adoption.IN_PLACE && reason.startsWith(ALREADY_RUNNING);
  }

  /** Whether its pod has no place on the NUMA node that its profile requires. */
  public boolean refused() {
    return reason.startsWith(REFUSED);
  }

  /** Whether it is older than any runtime prepares a container. */
  public boolean isOld() {
    return seen.age().compareTo(Adoptions.AT_BIRTH_AGE) > 0;
  }

  /** Its name in the pod's spec; the runtime's id when nothing tells the name. */
  public String title() {
    return spec == null ? seen.id() : spec.name();
  }
}
