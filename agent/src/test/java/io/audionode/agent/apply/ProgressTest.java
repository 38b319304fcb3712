package io.audionode.agent.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.apply.ContainerPages.Spread;
import io.audionode.agent.model.Migration.State;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final Progress progress =
      new Progress(new CgroupPath("kubepods/podx/c"), 1, Time.MONOTONIC);

  @Test
  void tellsWhatIsMovedWhatIsLeftAndTheWorstCall() {
    progress.pass(Bytes.ofMebibytes(3));
    progress.moved(Bytes.ofMebibytes(1));
    progress.called(Duration.ofMillis(3), 8, Duration.ofMillis(5));
    progress.called(Duration.ofMillis(1), 10, Duration.ofMillis(4));
    var now = progress.now();
    assertThat(now.moved()).isEqualTo(Bytes.ofMebibytes(1));
    assertThat(now.left()).isEqualTo(Bytes.ofMebibytes(2));
    assertThat(now.worst()).isEqualTo(Duration.ofMillis(3));
    assertThat(now.floor()).isEqualTo(Duration.ofMillis(4));
    assertThat(now.batch()).isEqualTo(10);
    assertThat(now.active()).isTrue();
  }

  @Test
  void isDoneWithWhatCannotBeMovedInTheLastPass() {
    progress.pass(Bytes.ofMebibytes(3));
    progress.stays(Bytes.ofKibibytes(8), "EBUSY");
    progress.pass(Bytes.ofMebibytes(1));
    progress.stays(Bytes.ofKibibytes(4), "EACCES");
    progress.done(new Spread(Bytes.ofMebibytes(3), Bytes.ofKibibytes(12)));
    assertThat(progress.now().state()).isEqualTo(State.DONE);
    assertThat(progress.now().left()).as("what was found").isEqualTo(Bytes.ofKibibytes(12));
    assertThat(progress.now().residue()).singleElement().extracting("reason").isEqualTo("EACCES");
  }

  @Test
  void tellsOfSoManyReasonsAndNoMore() {
    progress.pass(Bytes.ofMebibytes(3));
    for (var pid = 0; pid < 1000; pid++) {
      progress.stays(Bytes.ofKibibytes(4), "process " + pid);
    }
    progress.stays(Bytes.ofKibibytes(4), PageMover.NODE_IS_FULL);
    progress.done(Spread.NONE);
    assertThat(progress.now().residue()).hasSize(16 + 2);
    assertThat(progress.now().state()).isEqualTo(State.FAILED);
  }

  @Test
  void hasFailedWhenTheNodeIsFull() {
    progress.pass(Bytes.ofMebibytes(3));
    progress.stays(Bytes.ofKibibytes(8), PageMover.NODE_IS_FULL);
    progress.done(new Spread(Bytes.ofMebibytes(3), Bytes.ofKibibytes(8)));
    assertThat(progress.now().state()).isEqualTo(State.FAILED);
    assertThat(progress.now().why()).startsWith("ENOMEM");
  }
}
