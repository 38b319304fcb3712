package io.audionode.agent.report.events.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class NodeScheduleTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final NodeFace ONE = NodeFace.unfit("0.1.0", "one");
  private static final NodeFace OTHER = NodeFace.unfit("0.1.0", "other");

  private final NodeSchedule schedule = new NodeSchedule();

  @Test
  void writesTheFirstFaceAtOnce() {
    assertThat(schedule.due(ONE, START).now()).isTrue();
  }

  @Test
  void writesTheSameFaceOnlyAsAHeartbeat() {
    schedule.written(ONE, START);
    assertThat(in(ONE, START.plusSeconds(60))).isEqualTo(Duration.ofMinutes(4));
    assertThat(schedule.due(ONE, START.plusSeconds(60)).firm()).isFalse();
    assertThat(in(ONE, START.plusSeconds(300))).isZero();
  }

  @Test
  void writesAnotherFaceFiveSecondsAfterTheLastOne() {
    schedule.written(ONE, START);
    assertThat(in(OTHER, START.plusSeconds(2))).isEqualTo(Duration.ofSeconds(3));
    assertThat(schedule.due(OTHER, START.plusSeconds(2)).firm()).isTrue();
    assertThat(in(OTHER, START.plusSeconds(9))).isZero();
  }

  @Test
  void backsOffUpToAMinuteWhileItFails() {
    var pauses = new long[8];
    for (var i = 0; i < pauses.length; i++) {
      assertThat(schedule.failed(START)).as("news only once").isEqualTo(i == 0);
      pauses[i] = in(ONE, START).toSeconds();
    }
    assertThat(pauses).containsExactly(1, 2, 4, 8, 16, 32, 60, 60);
    assertThat(in(OTHER, START)).as("another face is not tried sooner").hasSeconds(60);
    schedule.written(ONE, START);
    schedule.failed(START);
    assertThat(in(ONE, START)).hasSeconds(1);
  }

  private Duration in(NodeFace face, Instant now) {
    return schedule.due(face, now).in();
  }
}
