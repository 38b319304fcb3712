package io.audionode.agent.model.pressure;

import static io.audionode.agent.fixture.PressureLooks.MIXER;
import static io.audionode.agent.fixture.PressureLooks.reading;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GrowthTest {
  @Test
  void isTheDifference() {
    var growth = Growth.between(reading(MIXER, 10, 1), reading(MIXER, 70, 4));
    assertThat(growth.someUsec()).isEqualTo(60_000);
    assertThat(growth.memory().majorFaults()).isEqualTo(3);
    assertThat(growth.memory().lost()).isEqualTo(9);
  }

  @Test
  void countsFromZeroWhereACounterBeganAnew() {
    var growth = Growth.between(reading(MIXER, 500, 100), reading(MIXER, 70, 4));
    assertThat(growth.someUsec()).isEqualTo(70_000);
    assertThat(growth.fullUsec()).isEqualTo(70_000);
    assertThat(growth.memory().majorFaults()).isEqualTo(4);
    assertThat(growth.memory().refaults()).isEqualTo(8);
  }

  @Test
  void countsNoStallsWhereEitherReadingHasNone() {
    var with = reading(MIXER, 500, 1);
    var without = new Reading(MIXER, with.nanos(), null, with.memory());
    assertThat(Growth.between(with, without).someUsec()).isZero();
    assertThat(Growth.between(without, with).someUsec()).isZero();
  }
}
