package io.audionode.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A mark that is lost is a pod unseen until the resync; one that queues is a run for nothing. */
@Timeout(20)
class MarksTest {
  private final Marks marks = new Marks();
  private Runnable onRun = () -> {};
  private final Loop loop = new Loop(() -> onRun.run(), marks, () -> Instant.EPOCH);
  private final Thread thread = Thread.ofPlatform().daemon().unstarted(loop);

  @AfterEach
  void end() throws InterruptedException {
    marks.end();
    thread.join();
  }

  @Test
  void runOnceToBeginWith() {
    thread.start();
    awaitIdle();
    assertThat(runs()).isEqualTo(1);
  }

  @Test
  void becomeOneRunHoweverManyTheyAre() {
    marks.mark();
    marks.mark();
    marks.mark();
    thread.start();
    awaitIdle();
    assertThat(marks.total()).isEqualTo(3);
    assertThat(runs()).isEqualTo(1);
  }

  @Test
  void becomeOneMoreRunWhenTheyComeDuringOne() {
    onRun =
        () -> {
          if (runs() == 0) {
            marks.mark();
            marks.mark();
          }
        };
    thread.start();
    awaitIdle();
    assertThat(runs()).isEqualTo(2);
  }

  @Test
  void wakeALoopThatWaits() {
    thread.start();
    awaitIdle();
    marks.mark();
    await().until(() -> runs() == 2);
  }

  @Test
  void endALoopThatWaits() throws InterruptedException {
    thread.start();
    awaitIdle();
    marks.end();
    thread.join();
    assertThat(runs()).isEqualTo(1);
  }

  @Test
  void endAfterTheRunUnderWayEvenIfOneMoreIsAskedFor() throws InterruptedException {
    onRun =
        () -> {
          marks.mark();
          marks.end();
        };
    thread.start();
    thread.join();
    assertThat(runs()).isEqualTo(1);
  }

  @Test
  void doNotKeepARunFromBeingDueWhenTheTimeIsUp() throws InterruptedException {
    assertThat(marks.await(Duration.ZERO)).isTrue();
    assertThat(marks.await(Duration.ZERO)).as("without a mark").isTrue();
  }

  @Test
  void tellHowLongTheyHaveWaited() throws InterruptedException {
    marks.await(Duration.ZERO);
    assertThat(marks.waited()).as("nobody asked for the first run").isEmpty();
    marks.mark();
    marks.await(Duration.ZERO);
    assertThat(marks.waited()).isPresent();
    marks.mark();
    marks.await(Duration.ZERO);
    marks.await(Duration.ZERO);
    assertThat(marks.waited()).as("served, and nobody asked since").isEmpty();
  }

  private long runs() {
    return loop.pulse().state().looks();
  }

  /** The loop waits with a limit only when no mark is left. */
  private void awaitIdle() {
    await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
  }
}
