package io.audionode.agent.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LinesTest {
  private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(LinesTest.class);

  @Test
  void isForProgramsInAContainerOfAClusterAndForPeopleElsewhere() {
    assertThat(LogSetup.lines(Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1")))
        .isInstanceOf(JsonLines.class);
    assertThat(LogSetup.lines(Map.of("TERM", "xterm"))).isInstanceOf(TextLines.class);
  }

  @Test
  void writesOneObjectALineForPrograms() {
    var event = event("applied \"x\"\n{\"level\":\"error\"}", null);
    event.setKeyValuePairs(
        List.of(
            new KeyValuePair("after", "max 100000"),
            new KeyValuePair("before", null),
            new KeyValuePair("tookMicros", 212L)));
    var text = new String(new JsonLines().encode(event), UTF_8);
    assertThat(text).endsWith("}\n").containsOnlyOnce("\n");
    var json = json(event);
    assertThat(json.propertyNames())
        .containsExactly(
            "time", "level", "logger", "thread", "message", "after", "before", "tookMicros");
    assertThat(json.get("time").asString()).isEqualTo("2026-01-01T00:00:00.007Z");
    assertThat(json.get("level").asString()).isEqualTo("warn");
    assertThat(json.get("message").asString()).isEqualTo("applied \"x\"\n{\"level\":\"error\"}");
    assertThat(json.get("after").asString()).isEqualTo("max 100000");
    assertThat(json.get("before").isNull()).isTrue();
    assertThat(json.get("tookMicros").asLong()).isEqualTo(212);
  }

  @Test
  void holdsTheStackOfWhatWasThrown() {
    var event = event("run failed", new IllegalStateException("refused"));
    assertThat(json(event).get("stack").asString())
        .startsWith("java.lang.IllegalStateException: refused")
        .contains("at io.audionode.agent.log.LinesTest");
    assertThat(text(event)).contains("WARN  run failed\njava.lang.IllegalStateException: refused");
  }

  @Test
  void letsNoForeignTextBeginALineForPeople() {
    assertThat(text(event("bad name \"a\n2026-01-01 INFO all is well\u001b[2J\"", null)))
        .containsOnlyOnce("\n")
        .endsWith("bad name \"a 2026-01-01 INFO all is well [2J\"\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: Bearer s3cr3tS3cr3t",
        "headers={authorization=[bearer s3cr3tS3cr3t]}",
        "cannot parse {\"status\":{\"token\":\"s3cr3tS3cr3t\"}}",
        "users:\n- user:\n    token: s3cr3tS3cr3t\n",
        "user:\n  password: 's3cr3tS3cr3t'",
        "POST /oauth?id_token=s3cr3tS3cr3t&x=1",
        "got eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.s3cr3tS3cr3t of a pod",
      })
  void leavesOutWhatLooksLikeACredential(String said) {
    var thrown = event(said, new IllegalStateException(said, new RuntimeException(said)));
    thrown.setKeyValuePairs(List.of(new KeyValuePair("cause", said)));
    assertThat(json(thrown).toString()).doesNotContain("s3cr3tS3cr3t").contains("[redacted]");
    assertThat(text(thrown)).doesNotContain("s3cr3tS3cr3t").contains("[redacted]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "the API server does not review tokens (status 403): the API answers 503 meanwhile",
        "--token-file: the bearer of bad news",
        "tokens: none",
      })
  void leavesOtherWordsAsTheyAre(String said) {
    assertThat(json(event(said, null)).get("message").asString()).isEqualTo(said);
  }

  private static String text(ILoggingEvent event) {
    return new TextLines().text(event);
  }

  private static JsonNode json(ILoggingEvent event) {
    return JsonMapper.shared().readTree(new JsonLines().text(event));
  }

  private static LoggingEvent event(String message, @Nullable RuntimeException thrown) {
    var event =
        new LoggingEvent(LinesTest.class.getName(), LOGGER, Level.WARN, message, thrown, null);
    event.setTimeStamp(1767225600007L);
    return event;
  }
}
