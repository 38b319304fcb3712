package io.audionode.agent.report.status;

import static io.audionode.agent.fixture.FakeNode.home;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.fixture.PodBuilder;
import io.audionode.agent.model.Migration.State;
import io.audionode.agent.model.Pod;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.tree.CgroupPath;
import org.junit.jupiter.api.Test;

/** What is said to be done has been seen to be so. */
class MigrationViewTest {
  private static final Pod MIXER =
      PodBuilder.pod("mixer")
          .annotation("audionode.io/numa-node", "1")
          .container("main", "64Mi", "256Mi")
          .build();
  private static final CgroupPath HOME = home(MIXER).child("c");

  private final FakeNode node =
      FakeNode.withNumaNodes(2).pod(MIXER).running(MIXER, "c", 10, Bytes.ofMebibytes(128));
  private final FakeFlow flow = FakeFlow.migrating(node);

  private String state() {
    return MigrationView.of(MIXER.uid(), flow.runOnce()).getFirst().state();
  }

  @Test
  void isDoneOnlyWhenTheKernelShowsIt() {
    assertThat(state()).isEqualTo("waiting");
    assertThat(state()).isEqualTo("moving");
    node.migration(HOME, State.DONE);
    assertThat(state()).as("decided, not seen yet").isEqualTo("narrowing");
    assertThat(state()).isEqualTo("done");
    node.knob(HOME, "cpuset.mems", "0-1");
    assertThat(state()).as("somebody else wrote it").isEqualTo("narrowing");
  }

  @Test
  void isPartlyThereWhileMuchIsElsewhere() {
    flow.settle();
    node.migration(HOME, State.DONE, Bytes.ofMebibytes(64));
    assertThat(state()).isEqualTo("partly");
    flow.settle();
    assertThat(state()).isEqualTo("partly");
  }
}
