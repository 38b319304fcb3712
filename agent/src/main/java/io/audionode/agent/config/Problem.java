package io.audionode.agent.config;

import static java.util.Objects.requireNonNull;

/**
 * One thing that is wrong with a configuration file.
 *
 * @param path where, such as {@code profiles.realtime.threads[0].name}; empty for the whole file
 * @param value what is there, cut for print; empty when something is missing
 * @param message what is wrong, what is allowed, and the remedy where there is one
 * @param line counted from 1
 */
public record Problem(String path, String value, String message, int line) {
  public Problem {
    requireNonNull(path, "path is null");
    requireNonNull(value, "value is null");
    requireNonNull(message, "message is null");
  }

  /** The problem as one line of text: {@code config.yaml:7: profiles.live.numa: "no" is ...}. */
  public String text(String source) {
    return source + ":" + line + ": " + (path.isEmpty() ? "" : path + ": ") + message;
  }
}
