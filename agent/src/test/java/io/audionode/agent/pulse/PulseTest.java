package io.audionode.agent.pulse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.audionode.agent.fixture.HeardLog;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A step that fails must neither end its thread nor go unseen, nor fill the log. */
class PulseTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final HeardLog log = HeardLog.of(Level.DEBUG);
  private Duration passed = Duration.ZERO;
  private final Pulse pulse =
      new Pulse("looking", new Clocks(() -> START.plus(passed), () -> passed.toNanos()));

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void countsAndTellsAFailureUntilAStepWorks() {
    pass(1);
    assertThat(fails("broken 1")).isFalse();
    assertThat(pulse.state())
        .isEqualTo(
            new Pulse.State(
                START.plusSeconds(1),
                passed.toNanos(),
                1,
                1,
                "java.lang.IllegalStateException: broken 1"));
    pass(1);
    assertThat(pulse.guard(() -> {})).isTrue();
    assertThat(pulse.state())
        .isEqualTo(new Pulse.State(START.plusSeconds(2), passed.toNanos(), 2, 1, null));
  }

  @Test
  void logsACauseOnceAMinuteAndThenHowOftenItWasSilent() {
    for (var i = 0; i < 40; i++) {
      fails("broken " + i);
    }
    assertThat(log.messages(Level.ERROR)).containsExactly("looking failed; it goes on");
    pass(60);
    fails("broken again");
    assertThat(log.messages(Level.ERROR))
        .last()
        .isEqualTo("looking failed; it goes on (39 more failures since the last line)");
    assertThat(pulse.state().failures()).isEqualTo(41);
  }

  @Test
  void tellsWhatAStepPassedOverAlthoughItWorked() {
    assertThat(pulse.guard(() -> unreadable("one of many"))).isTrue();
    assertThat(pulse.state().failures()).isOne();
    assertThat(pulse.state().lastFailure()).contains("one of many");
    assertThat(log.messages(Level.ERROR)).hasSize(1);
    assertThat(pulse.guard(() -> unreadable(null))).isTrue();
    assertThat(pulse.state().lastFailure()).isNull();
  }

  @Test
  void passesACheckedExceptionOnAndCountsItNot() {
    assertThatThrownBy(
            () ->
                pulse.guard(
                    () -> {
                      throw new IOException("for whoever asked");
                    }))
        .hasMessage("for whoever asked");
    assertThat(pulse.state().looks()).isZero();
  }

  @Test
  void keepsToItselfWhatFailsBecauseItsThreadEnds() {
    pulse.end();
    assertThat(fails("closed")).isFalse();
    assertThat(pulse.state().failures()).isZero();
    assertThat(log.events()).isEmpty();
  }

  private boolean fails(String message) {
    return pulse.guard(
        () -> {
          throw new IllegalStateException(message);
        });
  }

  private static @Nullable RuntimeException unreadable(@Nullable String message) {
    return message == null ? null : new IllegalStateException(message);
  }

  private void pass(int seconds) {
    passed = passed.plusSeconds(seconds);
  }
}
