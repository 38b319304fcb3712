package io.audionode.agent.observe.pods;

import io.audionode.agent.model.Excerpt;

/**
 * Something that keeps the pods from being what their source says.
 *
 * @param source a file name, a directory or {@code api}; cut for print
 * @param message what is wrong and what is allowed; cut for print
 */
public record PodProblem(String source, String message) {
  private static final int MAX_SOURCE = 255;
  private static final int MAX_MESSAGE = 500;

  public PodProblem {
    source = Excerpt.of(source, MAX_SOURCE);
    message = Excerpt.of(message, MAX_MESSAGE);
  }

  @Override
  public String toString() {
    return source + ": " + message;
  }
}
