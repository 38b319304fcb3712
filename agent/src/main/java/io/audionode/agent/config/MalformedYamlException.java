package io.audionode.agent.config;

import io.audionode.agent.model.Excerpt;

/** The text is no YAML, or more of it than this program builds values from. */
public final class MalformedYamlException extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int MAX_LENGTH = 200;

  private final int line;
  private final String message;

  MalformedYamlException(int line, String message) {
    super(message);
    this.line = line;
    this.message = Excerpt.of(message, MAX_LENGTH);
  }

  /** What is wrong, without the name of the file and the line. */
  @Override
  public String getMessage() {
    return message;
  }

  /** Where, counted from 1. */
  public int line() {
    return line;
  }
}
