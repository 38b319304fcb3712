package io.audionode.agent.observe.pods;

/**
 * Where pods come from. Never throws: a source that cannot be read now answers what it last knew.
 */
public interface PodSource {
  /** All pods of this node. May do I/O on the caller's thread; one thread calls at a time. */
  PodList pods();
}
