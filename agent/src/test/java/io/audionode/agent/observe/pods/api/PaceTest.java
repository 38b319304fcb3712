package io.audionode.agent.observe.pods.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Without this, agents that were started together would ask together for ever. */
class PaceTest {
  @Test
  void readsAgainWithinAMinuteAndNotWhenOthersDo() {
    var waits =
        IntStream.range(0, 100)
            .mapToObj(seed -> Pace.CALM.untilReadAgain(new Random(seed)))
            .sorted()
            .toList();
    assertThat(waits)
        .allMatch(wait -> wait.compareTo(Duration.ofSeconds(45)) >= 0)
        .allMatch(wait -> wait.compareTo(Duration.ofSeconds(60)) <= 0);
    assertThat(waits.getLast().minus(waits.getFirst())).isGreaterThan(Duration.ofSeconds(10));
  }
}
