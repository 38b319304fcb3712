package io.audionode.agent.observe.pods.api;

import static java.util.Objects.requireNonNull;

/** The API server did not answer, or not as asked. */
final class ApiException extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int GONE = 410;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;

  private final String message;
  private final int status;

  /**
   * Says why.
   *
   * @param status the HTTP status, 0 when there was none
   */
  ApiException(int status, String message) {
    super(message);
    this.status = status;
    this.message = requireNonNull(message, "message is null");
  }

  /** Whether the server has forgotten the version that was asked for: list anew. */
  boolean isGone() {
    return status == GONE;
  }

  /** Whether the server answered at all. */
  boolean isAnswer() {
    return status != 0;
  }

  /** Whether asking again is of no use until somebody changes something. */
  boolean isForGood() {
    return status == UNAUTHORIZED || status == FORBIDDEN || status == NOT_FOUND;
  }

  boolean isNotFound() {
    return status == NOT_FOUND;
  }

  /** What went wrong and what to do; may hold foreign text. */
  @Override
  public String getMessage() {
    return message;
  }
}
