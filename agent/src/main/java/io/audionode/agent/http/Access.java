package io.audionode.agent.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Who may ask the API. Called on the event loop: must not wait. */
public interface Access extends AutoCloseable {
  /** What becomes of a request. */
  enum Decision {
    ALLOWED,
    /** No token, or one that nobody vouches for. */
    UNAUTHENTICATED,
    /** A known client without the right. */
    FORBIDDEN,
    /** Nobody can say at the moment. */
    UNAVAILABLE
  }

  /**
   * Whether a request may be answered. The stage may complete on any thread.
   *
   * @param token of the header {@code Authorization: Bearer}; null when there is none or it is
   *     malformed
   * @param route a path of the API document, its parameters in braces
   */
  CompletionStage<Decision> judge(@Nullable String token, String route);

  /** Lets go of what it needed; nothing by default. */
  @Override
  default void close() {}

  /** Everybody may, as behind a loopback address. */
  static Access open() {
    return (_, _) -> CompletableFuture.completedStage(Decision.ALLOWED);
  }
}
