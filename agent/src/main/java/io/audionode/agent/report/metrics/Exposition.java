package io.audionode.agent.report.metrics;

import static java.util.Objects.requireNonNull;

/** All metrics as a text of that media type. */
public record Exposition(String contentType, String text) {
  public Exposition {
    requireNonNull(contentType, "contentType is null");
    requireNonNull(text, "text is null");
  }
}
