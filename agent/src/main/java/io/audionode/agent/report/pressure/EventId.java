package io.audionode.agent.report.pressure;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which event a client has seen: numbers begin anew with the agent, so its start belongs to them.
 *
 * @param start when the agent started, in seconds of Unix time
 * @param seq 0 before the first event
 */
public record EventId(long start, long seq) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,18})-(\\d{1,18})");

  public EventId {
    if (start < 0 || seq < 0) {
      throw new IllegalArgumentException("start is %d, seq is %d".formatted(start, seq));
    }
  }

  /** Reads {@code 1767225600-17}; empty when it is no such text. */
  public static Optional<EventId> parse(String text) {
    var parts = TEXT.matcher(text);
    return parts.matches()
        ? Optional.of(new EventId(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2))))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return start + "-" + seq;
  }
}
