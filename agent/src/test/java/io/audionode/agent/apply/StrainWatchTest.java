package io.audionode.agent.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One thread, whose waits for a cpu are the test's own. */
class StrainWatchTest {
  private final FakeTime time = new FakeTime();
  private Duration waited = Duration.ZERO;
  private Optional<String> alarm = Optional.empty();
  private int looks;
  private final StrainWatch watch = new StrainWatch(this::look, time::nanos, () -> alarm);

  private Strain look() {
    looks++;
    return new Strain(time.nanos(), 0, Map.of(7, waited.toNanos()));
  }

  private void pass(int millis, int ofThemWaiting) {
    time.pass(Duration.ofMillis(millis));
    waited = waited.plusMillis(ofThemWaiting);
  }

  @Test
  void comparesWithWhatWasUsualBefore() {
    pass(1000, 300);
    watch.learn();
    pass(250, 100);
    assertThat(watch.suffering()).as("40 % are less than twice the usual 30 %").isEmpty();
    pass(250, 200);
    assertThat(watch.suffering()).contains("a thread waited for a cpu 80% of the time, 30% before");
    pass(250, 0);
    assertThat(watch.suffering()).isEmpty();
  }

  @Test
  void looksFourTimesASecondAtMost() {
    watch.learn();
    for (var i = 0; i < 100; i++) {
      pass(10, 0);
      watch.suffering();
    }
    assertThat(looks).isBetween(2 + 3, 2 + 4);
  }

  @Test
  void saysWhomMemoryPressureHurtsWithoutALook() {
    watch.learn();
    alarm = Optional.of("memory pressure hurts another audio pod");
    pass(1000, 0);
    assertThat(watch.suffering()).isEqualTo(alarm);
    assertThat(looks).isEqualTo(2);
  }
}
