package io.audionode.agent.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.model.Migration;
import io.audionode.agent.model.Migration.State;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.proc.MovablePages;
import io.audionode.cgroupfs.proc.NumaMaps;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.sys.Operation;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How one container's pages get from node 0 to node 1, on a kernel that is not there. */
class MigrationRunTest {
  private static final CgroupPath HOME = new CgroupPath("kubepods/podx/c");
  private static final int EACCES = -13;
  private static final int EBUSY = -16;
  private static final int ENOMEM = -12;

  private final FakeTime time = new FakeTime();
  private final FakePages pages = new FakePages(time);
  private final List<State> states = new ArrayList<>();
  private Optional<String> alarm = Optional.empty();
  private boolean othersWait;
  private MigrationRun run = over(pages);

  private MigrationRun over(ContainerPages container) {
    return new MigrationRun(
        HOME,
        1,
        new MigrationRun.Tools(
            container,
            () ->
                new StrainWatch(
                    () -> new Strain(time.nanos(), 0, Map.of()), time::nanos, () -> alarm),
            () -> othersWait,
            Duration.ofMillis(1),
            this::note),
        time);
  }

  private void note() {
    var state = run.now().state();
    if (states.isEmpty() || states.getLast() != state) {
      states.add(state);
    }
  }

  private Migration now() {
    return run.now();
  }

  private static Bytes bytes(int pageCount) {
    return new Bytes((long) pageCount * FakePages.PAGE);
  }

  @Test
  void movesAllPagesOfAllProcesses() {
    pages.process(10, 1000).process(11, 24);
    assertThat(run.turn()).isFalse();
    assertThat(states).containsExactly(State.MOVING, State.DONE);
    assertThat(now().moved()).isEqualTo(bytes(1024));
    assertThat(now().left()).isEqualTo(Bytes.ZERO);
    assertThat(now().pass()).isEqualTo(2);
    assertThat(now().mayNarrow()).isTrue();
  }

  @Test
  void movesNothingBeforeThreadsCanBeThere() {
    pages.process(10, 1);
    pages.duringCall(() -> assertThat(time.isBefore(Duration.ofSeconds(2))).isFalse());
    run.turn();
    assertThat(now().state()).isEqualTo(State.DONE);
  }

  @Test
  void pausesWhileAnybodyIsHurtAndGoesOnAfterwards() {
    pages.process(10, 1000);
    alarm = Optional.of("memory pressure hurts the pod");
    var until = Duration.ofMinutes(10);
    pages.duringCall(() -> assertThat(time.isBefore(until)).isFalse());
    time.whileAsleep(
        () -> {
          if (!time.isBefore(until)) {
            alarm = Optional.empty();
          } else if (now().state() == State.PAUSED) {
            assertThat(now().why()).isEqualTo("memory pressure hurts the pod");
          }
        });
    assertThat(run.turn()).as("nobody else waits").isFalse();
    assertThat(states).containsExactly(State.MOVING, State.PAUSED, State.MOVING, State.DONE);
    assertThat(now().moved()).isEqualTo(bytes(1000));
  }

  @Test
  void letsOthersGoFirstAfterALongPauseAndGoesOnInItsNextTurn() {
    pages.process(10, 1000);
    alarm = Optional.of("memory pressure hurts the pod");
    othersWait = true;
    assertThat(run.turn()).isTrue();
    assertThat(time.isBefore(MigrationRun.LONGEST_PAUSE.plusSeconds(4))).isTrue();
    assertThat(states).containsExactly(State.MOVING, State.PAUSED, State.WAITING);
    assertThat(now().why()).contains("lets others go first", "memory pressure hurts the pod");
    assertThat(now().active()).isTrue();

    alarm = Optional.empty();
    assertThat(run.turn()).isFalse();
    assertThat(now().state()).isEqualTo(State.DONE);
    assertThat(now().moved()).isEqualTo(bytes(1000));
  }

  @Test
  void doesNothingWhenItIsCancelledWhileItWaits() {
    pages.process(10, 1000);
    run.stop();
    assertThat(run.turn()).isFalse();
    assertThat(pages.calls()).isZero();
    assertThat(now().state()).isEqualTo(State.WAITING);
    assertThat(states).isEmpty();
  }

  @Test
  void endsAtTheNextBatchWhenItIsCancelled() {
    pages.process(10, 1000);
    pages.duringCall(
        () -> {
          if (pages.calls() == 4) {
            run.stop();
          }
        });
    assertThat(run.turn()).isFalse();
    assertThat(pages.calls()).isEqualTo(4);
    assertThat(now().moved()).isBetween(bytes(1), bytes(100));
    assertThat(states).doesNotContain(State.DONE, State.FAILED);
  }

  @Test
  void endsAPauseWhenItIsCancelled() {
    pages.process(10, 1000);
    alarm = Optional.of("hurt");
    time.whileAsleep(
        () -> {
          if (!time.isBefore(Duration.ofMinutes(5))) {
            run.stop();
          }
        });
    assertThat(run.turn()).isFalse();
    assertThat(pages.calls()).isZero();
  }

  @Test
  void goesOnWithTheOthersWhenAProcessEndsInTheMiddle() {
    pages.process(10, 1000).process(11, 10);
    pages.duringCall(
        () -> {
          if (pages.calls() == 4) {
            pages.end(10);
          }
        });
    run.turn();
    assertThat(now().state()).isEqualTo(State.DONE);
    assertThat(now().residue()).isEmpty();
    assertThat(now().left()).isEqualTo(Bytes.ZERO);
  }

  @Test
  void failsWhenTheNodeIsFull() {
    pages.process(10, 1000, 1, ENOMEM);
    run.turn();
    assertThat(now().state()).isEqualTo(State.FAILED);
    assertThat(now().why()).startsWith("ENOMEM");
  }

  @Test
  void tellsWhatStaysAndWhy() {
    pages.process(10, 1000, 10, EBUSY).process(11, 1000, 20, EACCES);
    run.turn();
    assertThat(now().left()).isEqualTo(bytes(30));
    assertThat(now().residue())
        .extracting(stays -> stays.bytes() + " " + stays.reason())
        .containsExactly(
            bytes(20) + " EACCES: other processes map it too",
            bytes(10) + " EBUSY: the kernel or a device uses it");
    assertThat(now().mayNarrow()).isTrue();
  }

  @Test
  void leavesTheMemoryNodesAloneWhenMuchIsMappedByOthersToo() {
    pages.process(10, 6000, 2000, EACCES);
    run.turn();
    assertThat(now().state()).isEqualTo(State.DONE);
    assertThat(now().mayNarrow()).isFalse();
  }

  @Test
  void failsWhenMostStaysElsewhere() {
    pages.process(10, 6000, 5000, EACCES);
    run.turn();
    assertThat(now().state()).isEqualTo(State.FAILED);
    assertThat(now().why())
        .isEqualTo("most of it stays elsewhere: EACCES: other processes map it too");
  }

  @Test
  void takesWhatFailsAboutOneProcessForThatOnes() {
    pages.process(10, 100).process(11, 10).process(12, 10);
    run = over(new Unreadable(11, new KernelException.Malformed("at most 16 MiB", "maps")));
    run.turn();
    assertThat(now().state()).isEqualTo(State.DONE);
    assertThat(now().moved()).isEqualTo(bytes(110));
    assertThat(now().left()).isEqualTo(bytes(10));
    assertThat(now().residue())
        .singleElement()
        .satisfies(
            stays -> {
              assertThat(stays.reason()).startsWith("process 11: ").contains("at most 16 MiB");
              assertThat(stays.bytes()).isEqualTo(bytes(10));
            });
  }

  @Test
  void failsOnAKernelThatMovesNoPages() {
    pages.process(10, 100).process(11, 10);
    run =
        over(
            new Unreadable(
                10,
                new KernelException.Unsupported(
                    new Operation("move_pages", "", "10", ""), null, "no CONFIG_MIGRATION")));
    run.turn();
    assertThat(now().state()).isEqualTo(State.FAILED);
    assertThat(now().why()).contains("CONFIG_MIGRATION");
  }

  @Test
  void saysThatACallHangs() {
    pages.process(10, 1);
    var said = new ArrayList<String>();
    pages.duringCall(
        () -> {
          time.pass(Duration.ofSeconds(7));
          said.add(String.valueOf(now().why()));
        });
    run.turn();
    assertThat(said).isNotEmpty().allMatch("one call has taken 7 s"::equals);
    assertThat(now().why()).isNull();
  }

  /** One process of all cannot be opened. */
  private final class Unreadable implements ContainerPages {
    private final int pid;
    private final KernelException failure;

    Unreadable(int pid, KernelException failure) {
      this.pid = pid;
      this.failure = failure;
    }

    @Override
    public List<Integer> processes() {
      return pages.processes();
    }

    @Override
    public NumaMaps where(int asked) {
      return pages.where(asked);
    }

    @Override
    public MovablePages open(int asked) {
      if (asked == pid) {
        throw failure;
      }
      return pages.open(asked);
    }

    @Override
    public boolean hasEnded(int asked) {
      return pages.hasEnded(asked);
    }
  }
}
