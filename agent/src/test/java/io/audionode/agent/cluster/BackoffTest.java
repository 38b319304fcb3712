package io.audionode.agent.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Without this, all nodes of a cluster ask at once when its API server comes back. */
class BackoffTest {
  private final Backoff backoff =
      new Backoff(Duration.ofMillis(100), Duration.ofMillis(500), new Random(1));

  @Test
  void waitsLongerAndLongerUpToABoundAndFromTheStartAfterASuccess() {
    assertBetween(50, 100);
    assertBetween(100, 200);
    assertBetween(200, 400);
    assertBetween(250, 500);
    assertBetween(250, 500);
    backoff.reset();
    assertBetween(50, 100);
  }

  @Test
  void neverWaitsTwiceTheSame() {
    var bounded = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1), new Random(1));
    assertThat(Stream.generate(bounded::next).limit(100)).doesNotHaveDuplicates();
  }

  private void assertBetween(int least, int most) {
    assertThat(backoff.next()).isBetween(Duration.ofMillis(least), Duration.ofMillis(most));
  }
}
