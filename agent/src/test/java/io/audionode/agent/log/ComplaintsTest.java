package io.audionode.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.audionode.agent.fixture.HeardLog;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A log that is full of one failure hides all others, and fills the node's disk. */
class ComplaintsTest {
  private final HeardLog log = HeardLog.of(Level.DEBUG);
  private Duration now = Duration.ofHours(1);
  private final Complaints complaints =
      new Complaints(LoggerFactory.getLogger(ComplaintsTest.class), () -> now.toNanos());

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void saysACauseAtOnceAndThenOnceAMinuteWithACount() {
    for (var second = 0; second < 121; second++) {
      complaints.warn("pod 4711 is away, attempt " + second);
      now = now.plusSeconds(1);
    }
    assertThat(log.messages(Level.WARN))
        .containsExactly(
            "pod 4711 is away, attempt 0",
            "pod 4711 is away, attempt 60 (59 more failures since the last line)",
            "pod 4711 is away, attempt 120 (59 more failures since the last line)");
  }

  @Test
  void saysAnotherCauseAtOnce() {
    complaints.error("look failed", new IllegalStateException("refused"));
    complaints.error("look failed", new IllegalStateException("denied"));
    complaints.error("look failed", new IllegalStateException("refused"));
    assertThat(log.messages(Level.ERROR)).containsExactly("look failed", "look failed");
    assertThat(log.events().getFirst().getThrowableProxy().getMessage()).isEqualTo("refused");
  }

  @Test
  void saysNoMoreThanTenCausesAMinute() {
    for (var cause = 'a'; cause <= 'z'; cause++) {
      complaints.warn("cause " + cause);
    }
    assertThat(log.messages(Level.WARN)).hasSize(Complaints.MOST).last().isEqualTo("cause j");
    now = now.plus(Complaints.QUIET);
    complaints.warn("cause z");
    assertThat(log.messages(Level.WARN))
        .last()
        .isEqualTo("cause z (16 more failures since the last line)");
  }
}
