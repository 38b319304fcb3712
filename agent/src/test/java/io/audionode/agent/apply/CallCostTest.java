package io.audionode.agent.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CallCostTest {
  private final CallCost cost = new CallCost();

  @Test
  void countsOnlyWhatIsBeyondAnEmptyCall() {
    IntStream.of(2, 900, 3, 2, 1).forEach(ms -> cost.took(Duration.ofMillis(ms)));

    assertThat(cost.floor()).as("one outlier").isEqualTo(Duration.ofMillis(2));
    assertThat(cost.beyond(Duration.ofMillis(5))).isEqualTo(Duration.ofMillis(3));
    assertThat(cost.beyond(Duration.ofMillis(1))).isEqualTo(Duration.ZERO);
  }

  @Test
  void forgetsWhatWasLongAgo() {
    IntStream.range(0, 20).forEach(ms -> cost.took(Duration.ofMillis(ms)));
    assertThat(cost.floor()).isEqualTo(Duration.ofMillis(15));
  }
}
