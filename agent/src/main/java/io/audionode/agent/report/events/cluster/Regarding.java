package io.audionode.agent.report.events.cluster;

import static java.util.Objects.requireNonNull;

/**
 * The object an Event is about.
 *
 * @param namespace empty for a node, which lives in none
 */
record Regarding(String kind, String namespace, String name, String uid) {
  /** Where Events on objects without a namespace have to be (pkg/apis/core/validation). */
  private static final String DEFAULT_NAMESPACE = "default";

  Regarding {
    requireNonNull(kind, "kind is null");
    requireNonNull(namespace, "namespace is null");
    requireNonNull(name, "name is null");
    requireNonNull(uid, "uid is null");
  }

  static Regarding pod(String namespace, String name, String uid) {
    return new Regarding("Pod", namespace, name, uid);
  }

  /** With its name for a UID, as kubelet does; {@code kubectl describe node} looks for that. */
  static Regarding node(String name) {
    return new Regarding("Node", "", name, name);
  }

  /** The namespace of Events on it. */
  String eventNamespace() {
    return namespace.isEmpty() ? DEFAULT_NAMESPACE : namespace;
  }
}
