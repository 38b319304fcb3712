package io.audionode.agent.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.model.Migration.State;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final Progress progress = new Progress(new CgroupPath("kubepods/podx/c"), 1);

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
    progress.done();
    assertThat(progress.now().state()).isEqualTo(State.DONE);
    assertThat(progress.now().left()).isEqualTo(Bytes.ofKibibytes(4));
    assertThat(progress.now().residue()).singleElement().extracting("reason").isEqualTo("EACCES");
  }

  @Test
  void hasFailedWhenTheNodeIsFull() {
    progress.pass(Bytes.ofMebibytes(3));
    progress.stays(Bytes.ofKibibytes(8), PageMover.NODE_IS_FULL);
    progress.done();
    assertThat(progress.now().state()).isEqualTo(State.FAILED);
    assertThat(progress.now().why()).startsWith("ENOMEM");
  }
}
