package io.audionode.agent.model;

import static io.audionode.agent.fixture.PodBuilder.roomy;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.desired.DesiredNode;
import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.plan.Planner;
import io.audionode.cgroupfs.format.Bytes;
import org.junit.jupiter.api.Test;

/** What a fork that the journal does not know gets back. */
class HomesTest {
  private final Pod mixer = roomy("mixer", "64Mi", "128Mi");
  private final FakeNode node = FakeNode.withNumaNodes(1).pod(mixer);

  @Test
  void aForkBetweenTheLookAndTheWritesOfARestoreGetsItsParentsOldScore() {
    node.running(mixer, "c1", 10, Bytes.ofMebibytes(100));
    var found = node.oomScoreAdj(10);
    new FakeFlow(node).settle();
    var seen = node.snapshot();
    var plan = new Planner().diff(DesiredNode.NOTHING, seen);
    node.process(11, 10, "fork", FakeNode.home(mixer).child("c1"));
    assertThat(node.oomScoreAdj(11)).isNotEqualTo(found);
    node.apply(plan);
    undo();
    assertThat(node.oomScoreAdj(10)).isEqualTo(found);
    assertThat(node.oomScoreAdj(11)).isEqualTo(found);
    assertThat(node.snapshot().originals().all()).isEmpty();
  }

  @Test
  void aProcessWithAScoreOfItsOwnKeepsItWhileItsKinHaveTheAgents() {
    node.running(mixer, "c1", 10, Bytes.ofMebibytes(100));
    new FakeFlow(node).settle();
    node.process(11, 1, "other", FakeNode.home(mixer).child("c1")).oomScoreAdj(11, 777);
    var seen = node.snapshot();
    var process = seen.processes().stream().filter(p -> p.id().pid() == 11).findFirst();
    assertThat(new Homes(seen).oomScoreAdj(process.orElseThrow())).isEmpty();
  }

  @Test
  void aScoreThatTheRuntimeWroteWhileItPreparedIsTheOneToPutBack() {
    node.born(mixer, "c1", 10).oomScoreAdj(10, 0);
    var flow = new FakeFlow(node);
    flow.settle();
    node.process(11, 10, "runc:[2:INIT]", FakeNode.home(mixer).child("c1")).oomScoreAdj(11, 900);
    node.exit(10);
    flow.settle();
    assertThat(node.oomScoreAdj(11)).isNegative();
    undo();
    assertThat(node.oomScoreAdj(11)).isEqualTo(900);
    assertThat(node.snapshot().originals().all()).isEmpty();
  }

  private void undo() {
    for (int round = 0; round < 3; round++) {
      var seen = node.snapshot();
      node.apply(new Planner().diff(DesiredNode.NOTHING, seen));
    }
  }
}
