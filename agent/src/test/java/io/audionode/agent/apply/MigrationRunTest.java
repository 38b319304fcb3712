package io.audionode.agent.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.apply.UnreadablePages.Asked;
import io.audionode.agent.model.Migration.State;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.sys.Errno;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.sys.Operation;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** How one container's pages get from node 0 to node 1, on a kernel that is not there. */
class MigrationRunTest extends MigrationRunCase {
  private static final int EACCES = -13;
  private static final int EBUSY = -16;
  private static final int ENOMEM = -12;

  @Test
  void movesAllPagesOfAllProcesses() {
    pages.process(10, 1000).process(11, 24);
    assertThat(run.turn()).isEmpty();
    assertThat(states).containsExactly(State.MOVING, State.DONE);
    assertThat(now().moved()).isEqualTo(bytes(1024));
    assertThat(now().left()).isEqualTo(Bytes.ZERO);
    assertThat(now().pass()).isEqualTo(2);
    assertThat(now().mayNarrow()).isTrue();
  }

  @Test
  void waitsForPagesThatNumaBalancingHides() {
    pages.process(10, 2000).hiddenUntil(Duration.ofSeconds(15));
    assertThat(run.turn()).isEmpty();
    assertThat(states).containsExactly(State.MOVING, State.DONE);
    assertThat(now().moved()).isEqualTo(bytes(2000));
    assertThat(time.isBefore(Duration.ofSeconds(20))).isTrue();
  }

  @Test
  void givesUpOnPagesThatStayHidden() {
    pages.process(10, 2000).hiddenUntil(Duration.ofHours(1));
    assertThat(run.turn()).isEmpty();
    assertThat(states).containsExactly(State.MOVING, State.FAILED);
    assertThat(now().why()).contains("NUMA balancing (kernel.numa_balancing) hides it");
    assertThat(pages.calls()).isZero();
    assertThat(time.isBefore(Duration.ofMinutes(1))).isTrue();
  }

  @Test
  void movesNothingBeforeThreadsCanBeThere() {
    pages.process(10, 1);
    pages.duringCall(() -> assertThat(time.isBefore(Duration.ofSeconds(2))).isFalse());
    run.turn();
    assertThat(now().state()).isEqualTo(State.DONE);
  }

  @Test
  void doesNothingWhenItIsCancelledWhileItWaits() {
    pages.process(10, 1000);
    run.stop();
    assertThat(run.turn()).isEmpty();
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
    assertThat(run.turn()).isEmpty();
    assertThat(pages.calls()).isEqualTo(4);
    assertThat(now().moved()).isBetween(bytes(1), bytes(100));
    assertThat(states).doesNotContain(State.DONE, State.FAILED);
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
  void failsAtOnceWhenTheNodeIsFull() {
    pages.process(10, 1000).process(11, 1000).room(500);
    run.turn();
    assertThat(now().state()).isEqualTo(State.FAILED);
    assertThat(now().why()).startsWith("ENOMEM");
    assertThat(now().moved()).isBetween(bytes(200), bytes(500));
  }

  @Test
  void failsWhenAnOldKernelSaysOfAPageThatTheNodeIsFull() {
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
    var failure = new KernelException.Malformed("at most 16 MiB", "maps");
    run = over(new UnreadablePages(pages, Asked.PAGES, 11, failure));
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
            new UnreadablePages(
                pages,
                Asked.PAGES,
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

  @Test
  void failsWhenNobodyKnowsWhereThePagesOfOneProcessAre() {
    pages.process(10, 100).process(11, 10);
    var denied =
        KernelException.of(
            new Operation("read", "", "numa_maps", ""), new Errno(EACCES, "EACCES", "denied"), "");
    run = over(new UnreadablePages(pages, Asked.WHERE, 11, denied));
    run.turn();
    assertThat(now().state()).isEqualTo(State.FAILED);
    assertThat(now().why()).contains("numa_maps", "EACCES");
  }
}
