package io.audionode.agent.http;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CompletionStage;

/**
 * A reply that somebody else makes, while the event loop serves others.
 *
 * @param reply ends within some seconds
 */
record Deferred(CompletionStage<Reply> reply) implements Answer {
  Deferred {
    requireNonNull(reply, "reply is null");
  }
}
