package io.audionode.agent.report.events.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class NodeScheduleTest {
  /** Such a clock may begin anywhere, and is negative sooner or later. */
  private static final long START = Long.MAX_VALUE - Duration.ofSeconds(3).toNanos();

  private static final NodeFace ONE = NodeFace.unfit("0.1.0", "one");
  private static final NodeFace OTHER = NodeFace.unfit("0.1.0", "other");

  private final NodeSchedule schedule = new NodeSchedule(new Longest());

  /** Chance that takes nothing off a pause. */
  private static final class Longest implements RandomGenerator {
    @Override
    public long nextLong() {
      return 0;
    }

    @Override
    public long nextLong(long bound) {
      return bound - 1;
    }
  }

  @Test
  void writesTheFirstFaceAtOnce() {
    assertThat(schedule.due(ONE, START).now()).isTrue();
  }

  @Test
  void writesTheSameFaceOnlyAsAHeartbeat() {
    schedule.written(ONE, START);
    assertThat(in(ONE, after(60))).isEqualTo(Duration.ofMinutes(4));
    assertThat(schedule.due(ONE, after(60)).firm()).isFalse();
    assertThat(in(ONE, after(300))).isZero();
  }

  @Test
  void writesAnotherFaceFiveSecondsAfterTheLastOne() {
    schedule.written(ONE, START);
    assertThat(in(OTHER, after(2))).isEqualTo(Duration.ofSeconds(3));
    assertThat(schedule.due(OTHER, after(2)).firm()).isTrue();
    assertThat(in(OTHER, after(9))).isZero();
  }

  @Test
  void backsOffUpToAMinuteWhileItFails() {
    var pauses = new long[8];
    for (var i = 0; i < pauses.length; i++) {
      schedule.failed(START);
      pauses[i] = in(ONE, START).toSeconds();
    }
    assertThat(pauses).containsExactly(1, 2, 4, 8, 16, 32, 60, 60);
    assertThat(in(OTHER, START)).as("another face is not tried sooner").hasSeconds(60);
    schedule.written(ONE, START);
    schedule.failed(START);
    assertThat(in(ONE, START)).hasSeconds(1);
  }

  private static long after(int seconds) {
    return START + Duration.ofSeconds(seconds).toNanos();
  }

  private Duration in(NodeFace face, long now) {
    return schedule.due(face, now).in();
  }
}
