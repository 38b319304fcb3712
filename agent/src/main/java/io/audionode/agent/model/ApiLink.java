package io.audionode.agent.model;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How well the API server is heard.
 *
 * @param connected whether the last word with it went well
 * @param listed whether it has told of all pods since the agent started
 * @param silentFor since it last said anything, by a clock that does not jump; null when it never
 *     did
 * @param trouble why it is not heard, or what it refuses; null when there is nothing to say
 */
public record ApiLink(
    boolean connected, boolean listed, @Nullable Duration silentFor, @Nullable String trouble) {
  /** What to tell people while it is not heard; empty while it is. */
  public Optional<String> warning() {
    if (connected) {
      return Optional.empty();
    }
    var why = trouble == null ? "it has not answered yet" : trouble;
    return Optional.of(
        listed
            ? "API server away for %d s, the pods last known count: %s"
                .formatted(requireNonNull(silentFor, "silentFor is null").toSeconds(), why)
            : "waiting for API server: " + why);
  }
}
