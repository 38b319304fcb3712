package io.audionode.agent.model;

/** What a container's directory is for. */
public enum ContainerKind {
  /** One of the pod's own programs. */
  APP,
  /** The {@code pause} container that holds the pod's namespaces, which is left alone. */
  SANDBOX,
  /** Nothing tells yet; it is left alone until something does. */
  UNKNOWN
}
