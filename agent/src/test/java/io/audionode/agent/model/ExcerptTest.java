package io.audionode.agent.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExcerptTest {
  @Test
  void cutsLongText() {
    assertThat(Excerpt.of("a".repeat(100))).hasSize(80).endsWith("a…");
    assertThat(Excerpt.of("abcdef", 4)).isEqualTo("abc…");
    assertThat(Excerpt.of("abcd", 4)).isEqualTo("abcd");
  }

  @Test
  void keepsLogLinesWholeAndTerminalsSane() {
    assertThat(Excerpt.of("a\nb\r\u001b[31mc\u2028d\u202ee\ud800"))
        .isEqualTo("a b  [31mc d?e?")
        .doesNotContain("\n", "\u001b");
  }
}
