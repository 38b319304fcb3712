package io.audionode.agent.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.audionode.agent.model.Excerpt;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/**
 * Lines for people: local time, level and message, which says all that the event has of its own,
 * and the stack below it when something was thrown. Foreign text in a message cannot begin a line.
 */
final class TextLines extends Lines {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX").withZone(ZoneId.systemDefault());

  @Override
  String text(ILoggingEvent event) {
    var message = message(event);
    var line =
        "%s %-5s %s%n"
            .formatted(
                TIME.format(Instant.ofEpochMilli(event.getTimeStamp())),
                event.getLevel(),
                Excerpt.of(message, Math.max(1, message.length())));
    var stack = stack(event);
    return stack == null ? line : line + stack;
  }
}
