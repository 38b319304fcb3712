package io.audionode.agent.observe.incidents;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.model.incident.Charge;
import io.audionode.agent.model.incident.Place;
import io.audionode.agent.model.incident.ProcessUse;
import io.audionode.agent.model.incident.Sample;
import io.audionode.agent.model.pressure.MemoryCounters;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.memory.MemoryStat;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TapeTest {
  private static final long SECOND = 1_000_000_000;
  private static final MemoryStat STAT =
      MemoryStat.parse(
          """
          anon 1
          file 1
          shmem 0
          sock 0
          pgfault 1
          pgmajfault 0
          workingset_refault_anon 0
          workingset_refault_file 0
          pgscan 0
          pgsteal 0
          """);

  private final Tape tape =
      new Tape(
          new Recorded(
              new Place("uid", "default/mixer", "main", CgroupPath.of("a/b"), "subtree"),
              1,
              CgroupPath.of("a"),
              false,
              null,
              Bytes.ZERO,
              List.of()));

  private void sample(long second, int... pids) {
    tape.add(
        new Sample(
            FakeFlow.START.plusSeconds(second),
            null,
            Charge.of(Bytes.ofMebibytes(1), null, STAT, null),
            MemoryCounters.of(STAT, null, null),
            IntStream.of(pids)
                .mapToObj(pid -> new ProcessUse(pid, "p" + pid, Bytes.ofMebibytes(pid), 0))
                .toList()),
        second * SECOND);
  }

  private List<Integer> departed(long second) {
    return tape.departed(second * SECOND).stream().map(ProcessUse::pid).toList();
  }

  @Test
  void keepsAsManySamplesAsTheApiPromisesHoweverOftenTheyCome() {
    for (var second = 0; second < 200; second++) {
      sample(second);
    }
    assertThat(tape.samples()).hasSize((int) Tape.KEPT.toSeconds());
    for (var i = 0; i < 200; i++) {
      sample(200);
    }
    assertThat(tape.samples()).hasSize((int) Tape.KEPT.toSeconds());
    sample(400);
    assertThat(tape.samples()).hasSize(1);
  }

  @Test
  void isDueAfterHalfAMinuteAndWhileItIsGone() {
    assertThat(tape.isDue(0)).isTrue();
    sample(0);
    assertThat(tape.isDue(29 * SECOND)).isFalse();
    assertThat(tape.isDue(30 * SECOND)).isTrue();
    tape.gone(SECOND);
    assertThat(tape.isDue(SECOND)).isTrue();
  }

  @Test
  void namesWhoWasThereJustNow() {
    sample(0, 1, 2);
    sample(1, 1);
    assertThat(departed(2)).containsExactly(2);
    assertThat(departed(5)).containsExactly(2);
    assertThat(departed(6)).as("the look at 1 s is old by now, and knows 2 no more").isEmpty();
  }

  @Test
  void knowsOfAnIdleContainerWhatTheLastLookSaw() {
    sample(0, 1, 2);
    assertThat(departed(25)).isEmpty();
    sample(25, 1);
    assertThat(departed(25)).containsExactly(2);
    tape.gone(26 * SECOND);
    assertThat(departed(26)).containsExactly(2, 1);
  }
}
