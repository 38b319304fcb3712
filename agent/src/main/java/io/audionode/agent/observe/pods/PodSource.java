package io.audionode.agent.observe.pods;

import io.audionode.agent.model.ApiLink;
import java.util.Optional;

/**
 * Where pods come from. Never throws: a source that cannot be read now answers what it last knew.
 */
public interface PodSource extends AutoCloseable {
  /** All pods of this node. May do I/O on the caller's thread; one thread calls at a time. */
  PodList pods();

  /** How well the API server is heard; empty when no pods come from there. Any thread. */
  default Optional<ApiLink> link() {
    return Optional.empty();
  }

  /** Ends what keeps it up to date. */
  @Override
  default void close() {}
}
