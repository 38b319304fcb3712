package io.audionode.agent.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.model.Migration.State;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a container's pages rest, and for how long. */
class MigrationPauseTest extends MigrationRunCase {
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
    assertThat(run.turn()).contains(MigrationRun.FIRST_WAIT);
    assertThat(time.isBefore(MigrationRun.LONGEST_PAUSE.plusSeconds(4))).isTrue();
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
    assertThat(now().why()).startsWith("nothing moved in 5 turns, paused for long: memory");
    assertThat(pages.calls()).isZero();
  }

  @Test
  void losesNoTurnWhileItWaitsForOthersToFareBetter() {
    pages.process(10, 1000);
    alarm = HURT;
    for (var turn = 0; turn < 2 * MigrationRun.MOST_TURNS; turn++) {
      assertThat(run.turn()).contains(MigrationRun.FIRST_WAIT);
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
