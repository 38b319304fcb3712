package io.audionode.agent.model.incident;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.tree.CgroupPath;
import org.jspecify.annotations.Nullable;

/**
 * Whom an incident befell.
 *
 * @param pod the pod's UID; null where pods share a cgroup and nothing says which of them it was
 * @param subject the pod's namespace and name, {@code "node"} for more than a pod
 * @param container its name in the pod's spec, or the runtime's id; null when it is not known
 * @param cgroup the one that was recorded
 * @param adoption how the container is looked after
 */
public record Place(
    @Nullable String pod,
    String subject,
    @Nullable String container,
    CgroupPath cgroup,
    String adoption) {
  public Place {
    requireNonNull(subject, "subject is null");
    requireNonNull(cgroup, "cgroup is null");
    requireNonNull(adoption, "adoption is null");
  }
}
