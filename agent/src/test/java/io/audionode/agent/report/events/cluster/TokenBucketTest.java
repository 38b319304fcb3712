package io.audionode.agent.report.events.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
  /** Any; the clock may begin below zero and turn over. */
  private static final long START = Long.MAX_VALUE - 1;

  private static final Duration PERIOD = Duration.ofSeconds(10);

  private final TokenBucket bucket = new TokenBucket(3, PERIOD, START);

  @Test
  void givesItsBurstAndThenOneInEachPeriod() {
    assertThat(taken(5, START)).isEqualTo(3);
    assertThat(taken(5, later(Duration.ofMillis(9_999)))).isZero();
    assertThat(taken(5, later(Duration.ofSeconds(10)))).isOne();
    assertThat(taken(5, later(Duration.ofSeconds(35)))).isEqualTo(2);
    assertThat(taken(5, later(Duration.ofSeconds(40)))).as("half a period is not lost").isOne();
  }

  @Test
  void holdsNoMoreThanItsBurst() {
    assertThat(taken(5, later(Duration.ofDays(1000)))).isEqualTo(3);
  }

  @Test
  void refusesABucketThatNeverFills() {
    assertThatThrownBy(() -> new TokenBucket(1, Duration.ZERO, START)).hasMessageContaining("PT0S");
    assertThatThrownBy(() -> new TokenBucket(0, PERIOD, START)).hasMessageContaining("burst is 0");
  }

  private long taken(int tries, long nowNanos) {
    return IntStream.range(0, tries).filter(_ -> bucket.take(nowNanos)).count();
  }

  private static long later(Duration duration) {
    return START + duration.toNanos();
  }
}
