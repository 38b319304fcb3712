package io.audionode.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.audionode.agent.fixture.HeardLog;
import io.audionode.agent.pulse.Clocks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A run that fails leaves the node half done: the loop has to come back to it, and soon. */
class LoopTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final List<Duration> waits = new ArrayList<>();
  private Duration monotonic = Duration.ZERO;
  private Instant now = START;
  private final InstantSource clock = () -> now;
  private final HeardLog log = HeardLog.of(Level.DEBUG);

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void retriesAfterOneSecondDoublingUpToTheResync() {
    looped(IntStream.range(0, 8).mapToObj(_ -> "refused").toArray(String[]::new));
    assertThat(waits).containsExactlyElementsOf(seconds(30, 1, 2, 4, 8, 16, 30, 30, 30));
  }

  @Test
  void waitsForTheResyncAgainAfterARunThatWorks() {
    looped("refused", "refused", null, "refused");
    assertThat(waits).containsExactlyElementsOf(seconds(30, 1, 2, 30, 1));
  }

  @Test
  void goesOnDoublingWhenTheReasonChanges() {
    looped("refused", "denied");
    assertThat(waits).containsExactlyElementsOf(seconds(30, 1, 2));
  }

  @Test
  void countsEveryRunAndEveryFailure() {
    var loop = looped("refused", null, "refused");
    assertThat(loop.pulse().state().looks()).isEqualTo(3);
    assertThat(loop.pulse().state().failures()).isEqualTo(2);
  }

  @Test
  void tellsWhyTheLastRunFailedUntilOneWorks() {
    assertThat(looped("refused").pulse().state().lastFailure()).contains("refused");
    assertThat(looped("refused", null).pulse().state().lastFailure()).isNull();
  }

  @Test
  void logsEachCauseOnceAMinuteHoweverOftenItFails() {
    var failures = new String[50];
    Arrays.setAll(failures, i -> i % 3 == 0 ? "denied" : i % 7 == 0 ? null : "refused pid " + i);
    looped(failures);
    assertThat(log.messages(Level.ERROR))
        .hasSize(2)
        .allMatch(it -> it.startsWith("a run of the loop failed"));
  }

  @Test
  void beatsAtTheEndOfEveryRunEvenOfAFailedOne() {
    assertThat(looped().pulse().state().at()).isEqualTo(START);
    assertThat(looped("refused").pulse().state().at()).isEqualTo(START.plusSeconds(1));
    assertThat(looped(null, "refused").pulse().state().at()).isEqualTo(START.plusSeconds(3));
  }

  @Test
  void knowsHowLongItIsSilentAlthoughTheWallClockIsSetBack() {
    var loop = looped("refused");
    now = now.minus(Duration.ofHours(1));
    monotonic = monotonic.plusSeconds(90);
    assertThat(loop.pulse().silence()).hasSeconds(90);
  }

  @Test
  void keepsTheInterruptThatEndsIt() {
    var loop =
        new Loop(
            () -> {},
            (Loop.Wait)
                _ -> {
                  throw new InterruptedException();
                },
            new Clocks(clock, () -> monotonic.toNanos()));
    loop.run();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(loop.pulse().state().looks()).isZero();
  }

  /**
   * A loop after runs of one second each that failed with these messages; null for one that works.
   */
  private Loop looped(@Nullable String... messages) {
    Iterator<@Nullable String> left = Arrays.asList(messages).iterator();
    var loop =
        new Loop(
            () -> {
              now = now.plusSeconds(1);
              monotonic = monotonic.plusSeconds(1);
              var message = left.next();
              if (message != null) {
                throw new IllegalStateException(message);
              }
            },
            (Loop.Wait)
                atMost -> {
                  waits.add(atMost);
                  return left.hasNext();
                },
            new Clocks(clock, () -> monotonic.toNanos()));
    loop.run();
    return loop;
  }

  private static List<Duration> seconds(int... seconds) {
    return Arrays.stream(seconds).mapToObj(Duration::ofSeconds).toList();
  }
}
