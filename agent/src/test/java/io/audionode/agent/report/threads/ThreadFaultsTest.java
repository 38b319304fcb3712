package io.audionode.agent.report.threads;

import static io.audionode.agent.fixture.PodBuilder.guaranteed;
import static io.audionode.agent.fixture.ThreadLooks.look;
import static io.audionode.agent.fixture.ThreadLooks.use;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.model.Pod;
import io.audionode.agent.model.thread.ThreadUse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A real-time thread that waits for a disk is told of, once and with all of it. */
class ThreadFaultsTest {
  private final Pod mixer = guaranteed("mixer", "64Mi");
  private final ThreadTracks tracks = new ThreadTracks();
  private final ThreadFaults faults = new ThreadFaults();

  @Test
  void saysNothingOfAThreadsOwnStart() {
    assertThat(at(0, uses(7))).isEmpty();
    assertThat(at(2, uses(7))).isEmpty();
  }

  @Test
  void tellsHowManyFaultsAThreadTook() {
    at(0, uses(7));
    assertThat(at(2, uses(10)))
        .containsExactly(
            "1 thread of class rt took 3 major faults, each a wait for a disk: pw-data-loop (11, FIFO 80)");
    assertThat(at(4, uses(10))).isEmpty();
  }

  @Test
  void tellsOfAThreadThatGoesOnEveryHalfMinuteWithAllOfItSince() {
    at(0, uses(0));
    assertThat(at(2, uses(1))).singleElement().asString().contains(" took 1 major fault,");
    for (var second = 4; second < 32; second += 2) {
      assertThat(at(second, uses(second))).as("%d s", second).isEmpty();
    }
    assertThat(at(32, uses(40))).singleElement().asString().contains(" took 39 major faults,");
  }

  @Test
  void tellsOfTheThreadsOfAClassTogether() {
    at(0, use(11, 0, Duration.ZERO), use(12, 0, Duration.ZERO));
    assertThat(at(2, use(11, 1, Duration.ZERO), use(12, 2, Duration.ZERO)))
        .containsExactly(
            "2 threads of class rt took 3 major faults, each a wait for a disk: pw-data-loop (11, FIFO 80), pw-data-loop (12, FIFO 80)");
  }

  @Test
  void forgetsAClassWithoutThreads() {
    at(0, uses(0));
    assertThat(at(2, uses(1))).hasSize(1);
    at(4);
    at(6, uses(5));
    assertThat(at(8, uses(6))).singleElement().asString().contains(" took 1 major fault,");
  }

  @Test
  void countsTimeOnTheRunQueueBetweenLooks() {
    tracks.grown(look(mixer, 0, use(11, 0, Duration.ofMillis(5))));
    var growth = tracks.grown(look(mixer, 2, use(11, 0, Duration.ofMillis(12)))).getFirst();
    assertThat(growth.waited()).isEqualTo(Duration.ofMillis(7));
    assertThat(growth.over()).isEqualTo(Duration.ofSeconds(2));
  }

  private static ThreadUse uses(long majorFaults) {
    return use(11, majorFaults, Duration.ZERO);
  }

  private List<String> at(int second, ThreadUse... uses) {
    return faults.of(tracks.grown(look(mixer, second, uses))).stream()
        .map(ThreadFaults.Faulted::said)
        .toList();
  }
}
