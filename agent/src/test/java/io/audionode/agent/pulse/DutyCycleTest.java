package io.audionode.agent.pulse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class DutyCycleTest {
  private long nanos;
  private final DutyCycle cycle =
      new DutyCycle(new Clocks(InstantSource.system(), () -> nanos), Duration.ofSeconds(10));

  private void pass(long millis) {
    nanos += Duration.ofMillis(millis).toNanos();
  }

  @Test
  void isRestedAtFirst() {
    assertThat(cycle.isRested()).isTrue();
  }

  @Test
  void restsForFourTimesAsLongAsItWorked() {
    cycle.take(() -> pass(300));
    assertThat(cycle.restNanos()).isEqualTo(Duration.ofMillis(1200).toNanos());
    pass(1199);
    assertThat(cycle.isRested()).isFalse();
    pass(1);
    assertThat(cycle.isRested()).isTrue();
  }

  @Test
  void restsNoLongerThanItMay() {
    cycle.take(() -> pass(60_000));
    assertThat(cycle.restNanos()).isEqualTo(Duration.ofSeconds(10).toNanos());
  }

  @Test
  void restsAfterWorkThatFailed() {
    assertThatThrownBy(
            () ->
                cycle.take(
                    () -> {
                      pass(1000);
                      throw new IllegalStateException("broken");
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(cycle.restNanos()).isEqualTo(Duration.ofSeconds(4).toNanos());
  }
}
