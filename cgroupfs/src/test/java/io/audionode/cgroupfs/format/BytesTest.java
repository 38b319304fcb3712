package io.audionode.cgroupfs.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BytesTest {
  @Test
  void printsNumberForTheKernelAndUnitsForPeople() {
    assertThat(Bytes.ofMebibytes(256).text()).isEqualTo("268435456");
    assertThat(Bytes.ofMebibytes(256)).hasToString("256Mi");
    assertThat(Bytes.of(1_500)).hasToString("1500");
    assertThat(Bytes.of(1_536)).hasToString("1536");
    assertThat(Bytes.ofMebibytes(1_536)).hasToString("1536Mi");
    assertThat(Bytes.ofMebibytes(2_048)).hasToString("2Gi");
    assertThat(Bytes.ZERO).hasToString("0");
    assertThat(Bytes.of(1L << 60)).hasToString("1Ei");
  }

  @Test
  void neverGoesBelowZeroOrAround() {
    assertThat(Bytes.of(1).minusOrZero(Bytes.of(2))).isEqualTo(Bytes.ZERO);
    assertThatThrownBy(() -> Bytes.of(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Bytes.of(Long.MAX_VALUE).plus(Bytes.of(1)))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void roundsDownToPages() {
    assertThat(Bytes.of(8_191).roundDownTo(4_096)).isEqualTo(Bytes.of(4_096));
    assertThat(Bytes.of(65_535).roundDownTo(65_536)).isEqualTo(Bytes.ZERO);
  }
}
