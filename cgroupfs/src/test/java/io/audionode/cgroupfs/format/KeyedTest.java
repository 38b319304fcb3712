package io.audionode.cgroupfs.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.audionode.cgroupfs.sys.KernelException.Malformed;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
}
