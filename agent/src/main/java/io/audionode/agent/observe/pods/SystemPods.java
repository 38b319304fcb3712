package io.audionode.agent.observe.pods;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Tells pods that keep a cluster or a node going from workloads. Pure.
 *
 * <p>These are pods of Kubernetes' own namespaces, pods of a priority class that only the system
 * may give ({@code system-node-critical}, {@code system-cluster-critical}; their values begin at
 * 2,000,000,000), those that a DaemonSet puts on each node, and static pods, which belong to their
 * Node.
 */
final class SystemPods {
  private static final String NAMESPACE_PREFIX = "kube-";
  private static final String PRIORITY_CLASS_PREFIX = "system-";
  private static final int SYSTEM_PRIORITY = 2_000_000_000;
  private static final Set<String> OWNERS = Set.of("DaemonSet", "Node");

  private SystemPods() {}

  static boolean isSystem(ObjectMeta metadata, String namespace, PodSpec spec) {
    return namespace.startsWith(NAMESPACE_PREFIX)
        || Optional.ofNullable(spec.getPriorityClassName())
            .filter(name -> name.startsWith(PRIORITY_CLASS_PREFIX))
            .isPresent()
        || Optional.ofNullable(spec.getPriority())
            .filter(priority -> priority >= SYSTEM_PRIORITY)
            .isPresent()
        || Optional.ofNullable(metadata.getOwnerReferences()).orElse(List.of()).stream()
            .filter(Objects::nonNull)
            .map(OwnerReference::getKind)
            .anyMatch(kind -> kind != null && OWNERS.contains(kind));
  }
}
