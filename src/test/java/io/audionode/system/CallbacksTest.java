package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CallbacksTest {
  private static final long PERIOD = 20_000;

  @Test
  void countsThePeriodsThatALateCallbackTookFromOthers() {
    var callbacks = new Callbacks(PERIOD, List.of(300L, 19_999L, 65_000L, 400L, 20_000L));
    assertThat(callbacks.missed()).isEqualTo(3 + 1);
    assertThat(callbacks.periods()).isEqualTo(5 + 4);
    assertThat(callbacks.latest(6))
        .containsExactly(65_000L, 45_000L, 25_000L, 20_000L, 19_999L, 5_000L);
    assertThat(callbacks.firstMissMillis()).isEqualTo(40);
  }

  @Test
  void missesNothingWhenAllAreInTime() {
    var callbacks = new Callbacks(PERIOD, List.of(300L, 19_999L));
    assertThat(callbacks.missed()).isZero();
    assertThat(callbacks.periods()).isEqualTo(2);
    assertThat(callbacks.firstMissMillis()).isNull();
  }
}
