package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TrendTest {
  private static final double EXACT = 1e-9;

  @Test
  void isByHowMuchALineGrows() {
    assertThat(of(10, 12, 14, 16).growth()).isCloseTo(6, within(EXACT));
    assertThat(of(16, 14, 12).growth()).isCloseTo(-4, within(EXACT));
  }

  @Test
  void isNotMovedByAFewThatLieFarOff() {
    assertThat(of(10, 10, 900, 10, 10, 10).growth()).isCloseTo(0, within(EXACT));
  }

  @Test
  void isNothingWithoutTwoSamples() {
    assertThat(of().growth()).isZero();
    assertThat(of(7).growth()).isZero();
  }

  private static Trend of(double... values) {
    var trend = new Trend();
    for (var second = 0; second < values.length; second++) {
      trend.add(second, values[second]);
    }
    return trend;
  }
}
