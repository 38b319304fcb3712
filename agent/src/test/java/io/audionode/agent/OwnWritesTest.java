package io.audionode.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.fixture.PodBuilder;
import io.audionode.agent.model.Subtree;
import io.audionode.agent.observe.kernel.SettledCgroups;
import io.audionode.agent.observe.kernel.SettledLists;
import io.audionode.agent.plan.Action;
import io.audionode.cgroupfs.tree.CgroupPath;
import org.junit.jupiter.api.Test;

class OwnWritesTest {
  private static final CgroupPath NODE0 = CgroupPath.of("audio/node0");
  private static final CgroupPath ELSEWHERE = CgroupPath.of("system.slice");

  private final SettledCgroups settled = new SettledCgroups(System::nanoTime);
  private final OwnWrites ownWrites = new OwnWrites(settled);

  @Test
  void hasTheNextLookReadWhatARunWroteToAndNothingElse() {
    var pod = PodBuilder.roomy("mixer", "64Mi", "128Mi");
    var node = FakeNode.withNumaNodes(1).pod(pod).born(pod, "c", 100);
    var flow = new FakeFlow(node);
    settle(CgroupPath.ROOT, Subtree.ROOT, NODE0, ELSEWHERE);
    assertThat(settled.isSettled(NODE0)).isTrue();

    ownWrites.accept(flow.runOnce());
    assertThat(settled.isSettled(NODE0)).as("made by this run").isFalse();
    assertThat(settled.isSettled(ELSEWHERE)).isTrue();

    flow.settle();
    settle(NODE0);
    ownWrites.accept(flow.runOnce());
    assertThat(settled.isSettled(NODE0)).as("after a run that wrote nothing").isTrue();
  }

  /** Its runtime may write its score after the run did, which the look after that one shows. */
  @Test
  void hasTheNextLookListTheProcessesThatARunMovedOrScored() {
    var pod = PodBuilder.roomy("mixer", "64Mi", "128Mi");
    var node = FakeNode.withNumaNodes(1).pod(pod).born(pod, "c", 100);
    var process = node.snapshot().processes().getFirst();
    SettledLists.settle(settled, process.cgroup(), "100\n", process);
    SettledLists.settle(settled, ELSEWHERE, "");

    var report = new FakeFlow(node).runOnce();
    assertThat(report.plan().actions()).anyMatch(Action.MoveProcess.class::isInstance);
    ownWrites.accept(report);
    assertThat(settled.listed(process.cgroup())).isEmpty();
    assertThat(settled.listed(ELSEWHERE)).isPresent();
  }

  private void settle(CgroupPath... paths) {
    for (var path : paths) {
      settled.watched(path);
    }
    for (var path : paths) {
      settled.get(path, SettledLists.THERE);
    }
  }
}
