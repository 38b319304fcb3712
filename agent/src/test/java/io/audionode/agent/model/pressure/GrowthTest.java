package io.audionode.agent.model.pressure;

import static io.audionode.agent.fixture.PressureLooks.MIXER;
import static io.audionode.agent.fixture.PressureLooks.reading;
import static io.audionode.agent.fixture.PressureLooks.uncounted;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GrowthTest {
  @Test
  void isTheDifference() {
    var growth = Growth.between(reading(MIXER, 10, 1), reading(MIXER, 70, 4));
    assertThat(growth.someUsec()).isEqualTo(60_000);
    assertThat(growth.memory().majorFaults()).isEqualTo(3);
    assertThat(growth.memory().lost()).hasValue(9);
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
    var without = new Reading(MIXER, with.nanos(), null, with.memory(), 0L);
    assertThat(without.someUsec()).isNull();
    assertThat(Growth.between(with, without).someUsec()).isNull();
    assertThat(Growth.between(without, with).fullUsec()).isNull();
  }

  @Test
  void hasNoGrowthOfACounterThatEitherReadingLacks() {
    var with = reading(MIXER, 500, 1);
    var without = uncounted(MIXER, 600L);
    for (var growth : List.of(Growth.between(with, without), Growth.between(without, with))) {
      assertThat(growth.memory()).isEqualTo(MemoryCounters.ABSENT);
      assertThat(growth.memory().lost()).isEmpty();
    }
    assertThat(Growth.between(with, without).someUsec()).isEqualTo(100_000);
  }

  @Test
  void hasTheGrowthOfTheCountersThatThereAre() {
    var rootBefore = new MemoryCounters(1L, 2L, null, 4L, null, null);
    var rootNow = new MemoryCounters(11L, 22L, null, 44L, null, null);
    assertThat(rootNow.since(rootBefore))
        .isEqualTo(new MemoryCounters(10L, 20L, null, 40L, null, null));
  }
}
