package io.audionode.agent.cli;

import java.io.IOException;

/** No answer of the running agent, or not the one that was asked for. */
final class ApiException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int exitStatus;

  ApiException(int exitStatus, String message) {
    super(message);
    this.exitStatus = exitStatus;
  }

  ApiException(int exitStatus, String message, Throwable cause) {
    super(message, cause);
    this.exitStatus = exitStatus;
  }

  /** Whether nobody answered, which may be otherwise in a while. */
  boolean isUnreachable() {
    return getCause() instanceof IOException;
  }

  /** The command's status, of {@link Commands}. */
  int exitStatus() {
    return exitStatus;
  }
}
