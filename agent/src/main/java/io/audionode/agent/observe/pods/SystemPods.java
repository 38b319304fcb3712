package io.audionode.agent.observe.pods;

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

  static boolean isSystem(Fields metadata, String namespace, Fields spec) throws PodException {
    return namespace.startsWith(NAMESPACE_PREFIX)
        || spec.text("priorityClassName")
            .filter(name -> name.startsWith(PRIORITY_CLASS_PREFIX))
            .isPresent()
        || spec.number("priority").filter(priority -> priority >= SYSTEM_PRIORITY).isPresent()
        || isOwnedByTheSystem(metadata);
  }

  private static boolean isOwnedByTheSystem(Fields metadata) throws PodException {
    for (var owner : metadata.objects("ownerReferences")) {
      if (owner.text("kind").filter(OWNERS::contains).isPresent()) {
        return true;
      }
    }
    return false;
  }
}
