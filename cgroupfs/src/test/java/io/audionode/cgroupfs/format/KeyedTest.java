package io.audionode.cgroupfs.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.audionode.cgroupfs.sys.KernelException.Malformed;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyedTest {
  @Test
  void flatKeepsTheKernelsOrder() {
    assertThat(FlatKeyed.parse("low 0\nhigh 12\nmax -1\n"))
        .containsExactly(Map.entry("low", 0L), Map.entry("high", 12L), Map.entry("max", -1L));
  }

  @Test
  void flatNeedsOneValueAKeyAndOneKeyALine() {
    assertThatThrownBy(() -> FlatKeyed.parse("low\n")).isInstanceOf(Malformed.class);
    assertThatThrownBy(() -> FlatKeyed.parse("low 1 2\n")).isInstanceOf(Malformed.class);
    assertThatThrownBy(() -> FlatKeyed.parse("low 1\nlow 2\n")).isInstanceOf(Malformed.class);
  }

  @Test
  void missingKeyIsNeverZero() {
    var values = FlatKeyed.parse("low 0\n");

    assertThatThrownBy(() -> FlatKeyed.require(values, "high"))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("expected the key high");
  }

  @Test
  void nestedHasPairsBehindEachKey() {
    assertThat(NestedKeyed.parse("anon N0=1 N1=2\nfile N0=3 N1=4\n"))
        .containsEntry("anon", Map.of("N0", "1", "N1", "2"))
        .containsOnlyKeys("anon", "file");
    assertThatThrownBy(() -> NestedKeyed.parse("anon N0\n")).isInstanceOf(Malformed.class);
    assertThatThrownBy(() -> NestedKeyed.parse("anon N0=1 N0=2\n")).isInstanceOf(Malformed.class);
  }

  @Test
  void wordsAndSinglesAreTrimmed() {
    assertThat(Words.parse("cpu  memory\n")).containsExactly("cpu", "memory");
    assertThat(Words.parse("\n")).isEmpty();
    assertThat(Single.parse("domain threaded\n")).isEqualTo("domain threaded");
    assertThatThrownBy(() -> Single.parse("a\nb\n")).isInstanceOf(Malformed.class);
  }

  @Test
  void linesEndWithALineFeedAloneAndBlankOnesAreLeftOut() {
    assertThat(Lines.of("a\r\n\n \t\n\u2003\n b\nc")).containsExactly("a", " b", "c");
    assertThat(Lines.of("a\rb\n")).containsExactly("a\rb");
    assertThat(Lines.of("")).isEmpty();
    assertThat(Lines.of("\n")).isEmpty();
  }

  @Test
  void wordsAreWhatBlanksTabsAndLineFeedsAreBetween() {
    assertThat(Words.parse(" a\t\tb\nc\rd \u00a0e ")).containsExactly("a", "b", "c\rd", "\u00a0e");
    assertThat(Words.parse(" \t")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-", "--1", "+1", "1 2", "1_0", "\u0661", "0x1", "9223372036854775808"})
  void whatIsNoNumberIsMalformed(String text) {
    assertThatThrownBy(() -> Numbers.signed(text)).isInstanceOf(Malformed.class);
  }

  @Test
  void numbersHave64Bits() {
    assertThat(Numbers.signed(" 9223372036854775807\n")).isEqualTo(Long.MAX_VALUE);
    assertThat(Numbers.signed("-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
    assertThat(Numbers.signed("007")).isEqualTo(7);
    assertThatThrownBy(() -> Numbers.nonNegative("-0")).isInstanceOf(Malformed.class);
  }
}
