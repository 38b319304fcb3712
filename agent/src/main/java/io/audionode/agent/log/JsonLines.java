package io.audionode.agent.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * One JSON object a line: {@code time} (RFC 3339, UTC), {@code level}, {@code logger}, {@code
 * thread}, {@code message}, then what the event has of its own, and {@code stack} when something
 * was thrown.
 */
final class JsonLines extends Lines {
  private static final JsonFactory JSON = new JsonFactory();

  @Override
  String text(ILoggingEvent event) {
    var text = new StringWriter();
    try (var json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      write(json, event);
      json.writeEndObject();
    }
    return text.append('\n').toString();
  }

  private static void write(JsonGenerator json, ILoggingEvent event) {
    json.writeStringProperty(
        "time",
        Instant.ofEpochMilli(event.getTimeStamp()).truncatedTo(ChronoUnit.MILLIS).toString());
    json.writeStringProperty("level", event.getLevel().toString().toLowerCase(Locale.ROOT));
    json.writeStringProperty("logger", event.getLoggerName());
    json.writeStringProperty("thread", event.getThreadName());
    json.writeStringProperty("message", message(event));
    @Nullable List<KeyValuePair> own = event.getKeyValuePairs();
    if (own != null) {
      own.forEach(pair -> write(json, pair));
    }
    var stack = stack(event);
    if (stack != null) {
      json.writeStringProperty("stack", stack);
    }
  }

  private static void write(JsonGenerator json, KeyValuePair pair) {
    json.writeName(pair.key);
    switch ((@Nullable Object) pair.value) {
      case null -> json.writeNull();
      case Integer number -> json.writeNumber(number);
      case Long number -> json.writeNumber(number);
      case Object other -> json.writeString(Redaction.of(other.toString()));
    }
  }
}
