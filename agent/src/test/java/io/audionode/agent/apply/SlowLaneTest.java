package io.audionode.agent.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.plan.Action;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is not told of a write that took long is never told: no look shows a refusal. */
class SlowLaneTest {
  private static final Action FIRST = new Action.Remove(new CgroupPath("audio/node0"), "");
  private static final Action SECOND = new Action.Remove(new CgroupPath("audio"), "");
  private static final Duration NEVER_LATE = Duration.ofHours(1);

  private final CountDownLatch kernel = new CountDownLatch(1);

  @AfterEach
  void letsTheKernelGoOn() {
    kernel.countDown();
  }

  @Test
  void tellsOfLateWritesOnceEachAndInOrder() {
    var second = new Outcome.Gone(SECOND, "ENOENT");
    try (var lane = new SlowLane("slow", Duration.ofMillis(1), 2)) {
      assertThat(lane.run(FIRST, () -> slowly(new Outcome.Unchanged(FIRST))))
          .isEqualTo(new Outcome.Skipped(FIRST, "still under way after 1 ms"));
      assertThat(lane.run(SECOND, () -> slowly(second))).isInstanceOf(Outcome.Skipped.class);
      assertThat(lane.isBusy()).isTrue();
      assertThat(lane.late()).isEmpty();

      settle(lane);
      assertThat(lane.late()).containsExactly(new Outcome.Unchanged(FIRST), second);
      assertThat(lane.late()).isEmpty();
    }
  }

  @Test
  void takesFurtherWritesAlsoWhereNobodyAsksForTheLateOnes() {
    try (var lane = new SlowLane("slow", Duration.ofMillis(1), 1)) {
      var _ = lane.run(FIRST, () -> slowly(new Outcome.Unchanged(FIRST)));
      assertThat(lane.run(SECOND, () -> new Outcome.Unchanged(SECOND)))
          .isEqualTo(new Outcome.Skipped(SECOND, "an earlier write is still under way"));
      settle(lane);
      assertThat(lane.isBusy()).isFalse();
      var _ = lane.run(SECOND, () -> new Outcome.Unchanged(SECOND));
      settle(lane);
      assertThat(lane.late()).contains(new Outcome.Unchanged(FIRST));
    }
  }

  @Test
  void refusesWhatEndsInAnErrorWhetherInTimeOrLate() {
    var refused = new Outcome.Refused(FIRST, "java.lang.AssertionError: a mistake");
    try (var punctual = new SlowLane("punctual", NEVER_LATE, 1);
        var lane = new SlowLane("slow", Duration.ofMillis(1), 1)) {
      assertThat(lane.run(FIRST, () -> mistaken())).isInstanceOf(Outcome.Skipped.class);
      settle(lane);
      assertThat(lane.late()).containsExactly(refused);
      assertThat(punctual.run(FIRST, () -> mistaken())).isEqualTo(refused);
      assertThat(punctual.late()).as("told already").isEmpty();
    }
  }

  /** Nobody would put it back: whoever restores has looked by then. */
  @Test
  void neverBeginsAfterItsEndWhatStillWaited() {
    var begun = new CopyOnWriteArrayList<Action>();
    var lane = new SlowLane("ending", Duration.ofMillis(1), 2);
    for (var action : List.of(FIRST, SECOND)) {
      var _ =
          lane.run(
              action,
              () -> {
                begun.add(action);
                return slowly(new Outcome.Unchanged(action));
              });
    }
    await().until(() -> begun.equals(List.of(FIRST)));

    lane.settle(Duration.ofMillis(1));
    lane.close();
    kernel.countDown();

    await().until(() -> threads().noneMatch("ending"::equals));
    assertThat(begun).containsExactly(FIRST);
  }

  private static Stream<String> threads() {
    return Thread.getAllStackTraces().keySet().stream().map(Thread::getName);
  }

  @Test
  void tellsOfAWriteThatNobodyCouldWaitFor() {
    try (var lane = new SlowLane("slow", NEVER_LATE, 1)) {
      Thread.currentThread().interrupt();
      assertThat(lane.run(FIRST, () -> slowly(new Outcome.Unchanged(FIRST))))
          .isEqualTo(new Outcome.Skipped(FIRST, "interrupted while waiting for it"));
      assertThat(Thread.interrupted()).isTrue();
      settle(lane);
      assertThat(lane.late()).isEqualTo(List.of(new Outcome.Unchanged(FIRST)));
    }
  }

  private void settle(SlowLane lane) {
    kernel.countDown();
    lane.settle(SlowLane.HOWEVER_LONG);
  }

  private Outcome mistaken() {
    slowly(new Outcome.Unchanged(FIRST));
    throw new AssertionError("a mistake");
  }

  private Outcome slowly(Outcome outcome) {
    try {
      kernel.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return outcome;
  }
}
