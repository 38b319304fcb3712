package io.audionode.agent.report.events;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.model.Pod;
import org.jspecify.annotations.Nullable;

/**
 * One difference between two reports.
 *
 * @param pod the pod's UID, null when it concerns the node
 * @param subject the pod's namespace and name, or {@code node}
 * @param repeats what tells whether the same has just happened before, null when it cannot repeat
 */
record Change(
    EventKind kind,
    @Nullable String pod,
    String subject,
    String message,
    @Nullable String repeats) {
  private static final String NODE = "node";

  Change {
    requireNonNull(kind, "kind is null");
    requireNonNull(subject, "subject is null");
    requireNonNull(message, "message is null");
  }

  static Change ofNode(EventKind kind, String message) {
    return new Change(kind, null, NODE, message, null);
  }

  static Change ofPod(EventKind kind, Pod pod, String message) {
    return new Change(kind, pod.uid(), pod.title(), message, null);
  }

  Change repeating(String key) {
    return new Change(kind, pod, subject, message, key);
  }
}
