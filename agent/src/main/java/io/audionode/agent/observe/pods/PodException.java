package io.audionode.agent.observe.pods;

import static java.util.Objects.requireNonNull;

/** A pod, or a file of pods, that cannot be taken as it is. */
public final class PodException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String message;

  PodException(String message) {
    super(message);
    this.message = requireNonNull(message, "message is null");
  }

  /** What is wrong and what is allowed; may hold foreign text. */
  @Override
  public String getMessage() {
    return message;
  }
}
