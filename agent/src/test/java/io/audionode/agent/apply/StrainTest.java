package io.audionode.agent.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StrainTest {
  private static final Strain BEFORE = new Strain(0, 1000, Map.of(7, 0L, 8, 0L));
  private static final long WINDOW = Duration.ofMillis(250).toNanos();

  @Test
  void doesNotSufferWhileNothingGrows() {
    assertThat(new Strain(WINDOW, 1000, Map.of(7, 0L)).suffering(BEFORE, 0)).isEmpty();
  }

  @Test
  void suffersWhenMemoryPressureStallsIt() {
    assertThat(after(20_000, 0).suffering(BEFORE, 0))
        .hasValueSatisfying(said -> assertThat(said).contains("stalled 8%"));
  }

  @Test
  void suffersWhenAThreadWaitsForACpuLongerThanUsual() {
    var waiting = after(0, 30);
    assertThat(waiting.suffering(BEFORE, 5)).isPresent();
    assertThat(waiting.suffering(BEFORE, 20)).as("as it did before").isEmpty();
    assertThat(after(0, 15).suffering(BEFORE, 0)).as("noise").isEmpty();
  }

  @Test
  void aThreadThatIsNewTellsNothing() {
    var now = new Strain(WINDOW, 1000, Map.of(9, WINDOW));
    assertThat(now.suffering(BEFORE, 0)).isEmpty();
  }

  @Test
  void twoLooksAtTheSameMomentTellNothing() {
    assertThat(new Strain(0, 5000, Map.of(7, 99L)).suffering(BEFORE, 0)).isEmpty();
  }

  private static Strain after(long stalledUsec, int waitedPercent) {
    return new Strain(
        WINDOW, BEFORE.stalledUsec() + stalledUsec, Map.of(7, WINDOW / 100 * waitedPercent, 8, 0L));
  }
}
