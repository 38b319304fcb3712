package io.audionode.agent.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.model.Migration.State;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a container's pages rest, and for how long. */
class MigrationPauseTest extends MigrationRunCase {
  private static final Duration SLOW = Duration.ofMillis(100);
  private static final Optional<String> HURT = Optional.of("memory pressure hurts the pod");

  @Test
  void waitsForItsTurnWhileAnybodyIsHurt() {
    pages.process(10, 1000);
    alarm = HURT;
    time.whileAsleep(
        () -> {
          if (!time.isBefore(Duration.ofSeconds(30))) {
            alarm = Optional.empty();
          }
        });
    pages.duringCall(() -> assertThat(time.isBefore(Duration.ofSeconds(30))).isFalse());
    assertThat(run.turn()).isEmpty();
    assertThat(states).containsExactly(State.WAITING, State.MOVING, State.DONE);
  }

  @Test
  void pausesWhileAnybodyIsHurtAndGoesOnAfterwards() {
    pages.process(10, 1000);
    alarmAt(4);
    time.whileAsleep(
        () -> {
          if (now().state() == State.PAUSED) {
            assertThat(now().why()).isEqualTo(HURT.orElseThrow());
            assertThat(pages.calls()).isEqualTo(4);
          }
          if (!time.isBefore(Duration.ofSeconds(30))) {
            alarm = Optional.empty();
          }
        });
    assertThat(run.turn()).isEmpty();
    assertThat(states).containsExactly(State.MOVING, State.PAUSED, State.MOVING, State.DONE);
    assertThat(now().moved()).isEqualTo(bytes(1000));
  }

  @Test
  void runsBesideItsMemoryAfterALongPauseAndGoesOnInItsNextTurn() {
    pages.process(10, 1000);
    alarmAt(4);
    assertThat(run.turn()).contains(Turns.FIRST_WAIT);
    assertThat(time.isBefore(Turns.LONGEST_PAUSE.plusSeconds(4))).isTrue();
    assertThat(states).containsExactly(State.MOVING, State.PAUSED, State.WAITING);
    assertThat(now().why()).isEqualTo("paused for long: memory pressure hurts the pod");
    assertThat(now().active()).isTrue();

    alarm = Optional.empty();
    assertThat(run.turn()).isEmpty();
    assertThat(now().state()).isEqualTo(State.DONE);
    assertThat(now().moved()).isEqualTo(bytes(1000));
  }

  @Test
  void triesLessAndLessOftenAndFailsWhenItSuffersFromBeingSentAhead() {
    pages.process(10, 1000);
    time.whileAsleep(() -> alarm = now().state() == State.WAITING ? Optional.empty() : HURT);
    for (var minutes : List.of(1, 2, 4, 8)) {
      assertThat(run.turn()).contains(Duration.ofMinutes(minutes));
      assertThat(now().state()).isEqualTo(State.WAITING);
      alarm = Optional.empty();
    }
    assertThat(run.turn()).isEmpty();
    assertThat(now().state()).isEqualTo(State.FAILED);
    assertThat(now().why()).startsWith("5 turns came no further, paused for long: memory");
    assertThat(pages.calls()).isZero();
  }

  /** Nine seconds of ten, so that no pause is long. */
  @Test
  void endsATurnThatWasSufferedForMostOfIt() {
    pages.process(10, 100_000);
    pages.duringCall(() -> time.pass(SLOW));
    time.whileAsleep(() -> alarm = seconds() % 10 == 0 ? Optional.empty() : HURT);
    assertThat(run.turn()).isPresent();
    assertThat(time.isBefore(Turns.LONGEST_PAUSE.multipliedBy(2))).isTrue();
    assertThat(now().moved().value()).isPositive();
    assertThat(now().state()).isEqualTo(State.WAITING);
  }

  /** Three seconds of ten. */
  @Test
  void goesOnInATurnThatWasSufferedForTheLesserPart() {
    pages.process(10, 500_000);
    pages.duringCall(() -> time.pass(SLOW));
    time.whileAsleep(() -> alarm = seconds() % 10 < 3 ? HURT : Optional.empty());
    assertThat(run.turn()).isEmpty();
    assertThat(time.isBefore(Turns.LONGEST_PAUSE.multipliedBy(4))).as("it took long").isFalse();
    assertThat(now().state()).isEqualTo(State.DONE);
  }

  private long seconds() {
    return Duration.ofNanos(time.nanos()).toSeconds();
  }

  /** As the kernel's own balancing does while it runs beside its memory. */
  @Test
  void failsWhenWhatItMovesIsMovedBack() {
    pages.duringCall(() -> alarm = HURT);
    time.whileAsleep(() -> alarm = now().state() == State.WAITING ? Optional.empty() : alarm);
    for (var turn = 1; turn < Turns.MOST; turn++) {
      pages.process(10, 1000);
      assertThat(run.turn()).isPresent();
    }
    pages.process(10, 1000);
    assertThat(run.turn()).isEmpty();
    assertThat(now().state()).isEqualTo(State.FAILED);
    assertThat(now().moved()).isGreaterThan(bytes(1));
  }

  @Test
  void losesNoTurnWhileItWaitsForOthersToFareBetter() {
    pages.process(10, 1000);
    alarm = HURT;
    for (var turn = 0; turn < 2 * Turns.MOST; turn++) {
      assertThat(run.turn()).contains(Turns.FIRST_WAIT);
    }
    assertThat(states).containsExactly(State.WAITING);
  }

  private void alarmAt(int call) {
    pages.duringCall(
        () -> {
          if (pages.calls() == call) {
            alarm = HURT;
          }
        });
  }

  @Test
  void endsAPauseWhenItIsCancelled() {
    pages.process(10, 1000);
    alarmAt(4);
    time.whileAsleep(
        () -> {
          if (!time.isBefore(Duration.ofSeconds(20))) {
            run.stop();
          }
        });
    assertThat(run.turn()).isEmpty();
    assertThat(now().state()).isEqualTo(State.PAUSED);
    assertThat(pages.calls()).isEqualTo(4);
  }
}
