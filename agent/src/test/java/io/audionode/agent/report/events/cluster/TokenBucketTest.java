package io.audionode.agent.report.events.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration PERIOD = Duration.ofSeconds(10);

  private final TokenBucket bucket = new TokenBucket(3, PERIOD, START);

  @Test
  void givesItsBurstAndThenOneInEachPeriod() {
    assertThat(taken(5, START)).isEqualTo(3);
    assertThat(taken(5, START.plusMillis(9_999))).isZero();
    assertThat(taken(5, START.plusSeconds(10))).isOne();
    assertThat(taken(5, START.plusSeconds(35))).isEqualTo(2);
    assertThat(taken(5, START.plusSeconds(40))).as("half a period is not lost").isOne();
  }

  @Test
  void holdsNoMoreThanItsBurst() {
    assertThat(taken(5, START.plus(Duration.ofDays(1000)))).isEqualTo(3);
  }

  @Test
  void survivesAClockThatGoesBack() {
    assertThat(taken(5, START)).isEqualTo(3);
    assertThat(taken(5, START.minus(Duration.ofDays(1)))).isZero();
    assertThat(taken(5, START.plusSeconds(10))).isOne();
  }

  @Test
  void refusesABucketThatNeverFills() {
    assertThatThrownBy(() -> new TokenBucket(1, Duration.ZERO, START)).hasMessageContaining("PT0S");
    assertThatThrownBy(() -> new TokenBucket(0, PERIOD, START)).hasMessageContaining("burst is 0");
  }

  private long taken(int tries, Instant now) {
    return IntStream.range(0, tries).filter(_ -> bucket.take(now)).count();
  }
}
