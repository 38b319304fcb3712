package io.audionode.agent.report.events.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoticeTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "ü", "音", "𝄞"})
  void hasANoteThatTheApiTakes(String character) {
    var note = note(character.repeat(5000));
    assertThat(note.getBytes(UTF_8)).hasSizeBetween(600, 1024);
    assertThat(note).startsWith(character).endsWith("…");
  }

  @Test
  void hasANameThatTheApiTakes() {
    assertThat(name("mixer-0", "a")).matches("mixer-0\\.[0-9a-f]{16}");
    assertThat(name("m".repeat(229) + "." + "x".repeat(23), "a"))
        .matches("m{229}\\.[0-9a-f]{16}")
        .hasSizeLessThanOrEqualTo(253);
  }

  @Test
  void hasANameThatTellsWhatItSays() {
    assertThat(name("mixer", "a")).isEqualTo(name("mixer", "a")).isNotEqualTo(name("mixer", "b"));
  }

  private static String note(String text) {
    return new Notice(Regarding.node("n1"), true, "NotAsAsked", text).note();
  }

  private static String name(String pod, String note) {
    return EventObjects.name(new Notice(Regarding.pod("a", pod, "u"), true, "NotAsAsked", note));
  }
}
