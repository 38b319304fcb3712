package io.audionode.agent.plan;

import static io.audionode.agent.fixture.PodBuilder.roomy;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.model.Pod;
import io.audionode.agent.model.SeenThread;
import io.audionode.agent.model.Subtree;
import io.audionode.agent.restore.Cleanliness;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.proc.SchedAttr;
import io.audionode.cgroupfs.proc.Scheduling;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A cgroup that cannot be read is not gone. Taking it for gone would drop a pod's protection, and
 * the journal lines by which it could be put back.
 */
class GapsTest {
  private final Pod mixer = roomy("mixer", "64Mi", "128Mi");
  private final Pod running = roomy("running", "32Mi", "128Mi");
  private final Pod other = roomy("other", "16Mi", "64Mi");
  private final CgroupPath placed = Subtree.pod(0, mixer.uid());
  private final FakeNode node = FakeNode.withNumaNodes(1);
  private final FakeFlow flow = new FakeFlow(node);

  private void settleBoth() {
    node.pod(mixer).born(mixer, "c1", 10);
    node.pod(running).running(running, "c2", 20, Bytes.ofMebibytes(100));
    flow.settle();
  }

  private List<CgroupPath> gaps() {
    return List.of(
        placed,
        placed.child("c1"),
        placed.child("c1").child("main"),
        FakeNode.home(mixer),
        FakeNode.home(mixer).child("c1"),
        FakeNode.home(running),
        FakeNode.home(running).child("c2"),
        FakeNode.home(running).parent().orElseThrow(),
        Subtree.node(0),
        Subtree.ROOT);
  }

  @ParameterizedTest
  @CsvSource({"true,true", "true,false", "false,true", "false,false"})
  void changesNothingOfAServedPodWhoseCgroupCannotBeRead(boolean agentIsNew, boolean closed) {
    settleBoth();
    node.knob(FakeNode.home(mixer).child("c1"), "memory.max", Bytes.ofMebibytes(99).text());
    flow.settle();
    var before = node.snapshot();
    for (var gap : gaps()) {
      var hidden = closed ? node.closed(gap) : node.unreadable(gap);
      var served = agentIsNew ? new FakeFlow(hidden) : flow;
      for (var run = 0; run < 3; run++) {
        assertThat(served.runOnce().plan().actions()).as("unreadable: " + gap).isEmpty();
      }
      node.readable();
      assertThat(node.snapshot().cgroups()).as("unreadable: " + gap).isEqualTo(before.cgroups());
    }
    var after = node.snapshot();
    assertThat(after.processes()).isEqualTo(before.processes());
    assertThat(after.originals().all()).containsExactlyElementsOf(before.originals().all());
    assertThat(flow.runOnce().plan().actions()).isEmpty();
  }

  @Test
  void servesTheOthersMeanwhileAndSaysWhatItCannotRead() {
    settleBoth();
    node.unreadable(placed.child("c1")).pod(other).born(other, "c3", 30);
    var report = flow.settle();
    assertThat(report.seen().cgroup(Subtree.pod(0, other.uid()))).isPresent();
    assertThat(report.desired().warnings())
        .containsExactly(
            "default/mixer: what it has stays as it is: read memory.min in %s/c1: EACCES"
                .formatted(placed));
    assertThat(report.seen().knob(Subtree.ROOT, "memory.min"))
        .as("the sum still holds what could not be read")
        .contains(Bytes.ofMebibytes(64 + 16).text());
  }

  @Test
  void putsBackWhatItCanAndKeepsTheRestInTheJournal() {
    settleBoth();
    node.unreadable(FakeNode.home(running).child("c2"));
    for (var round = 0; round < 4; round++) {
      node.apply(new Planner().undo(node.snapshot()));
    }
    assertThat(node.snapshot().cgroup(Subtree.ROOT)).isEmpty();
    var left = node.snapshot().originals().all();
    assertThat(left).isNotEmpty();
    assertThat(Cleanliness.compare(List.copyOf(left), 0, node.snapshot()).differences())
        .contains("read memory.min in %s/c2: EACCES".formatted(FakeNode.home(running)));
    node.readable();
    for (var round = 0; round < 4; round++) {
      node.apply(new Planner().undo(node.snapshot()));
    }
    assertThat(node.snapshot().originals().all()).isEmpty();
  }

  /** The kernel would refuse to remove a cgroup that has a thread (EBUSY). */
  @ParameterizedTest
  @CsvSource({"true,MAIN", "false,MAIN", "true,HOME", "false,HOME"})
  void leavesTheCgroupOfAThreadWhoseProcessCannotGoHome(boolean closed, String where) {
    settleBoth();
    node.thread(10, 11, "dsp", SchedAttr.realtime(Scheduling.Policy.FIFO, 7, false));
    flow.settle();
    var rt = placed.child("c1").child("rt");
    assertThat(node.snapshot().threads()).extracting(SeenThread::cgroup).containsExactly(rt);
    var gap =
        where.equals("MAIN") ? placed.child("c1").child("main") : FakeNode.home(mixer).child("c1");
    var hidden = closed ? node.closed(gap) : node.unreadable(gap);
    var report = new FakeFlow(hidden.forget(mixer)).settle();
    assertThat(report.seen().cgroup(rt)).isPresent();
    node.readable();
    flow.settle();
    assertThat(node.snapshot().cgroup(placed)).isEmpty();
    assertThat(node.snapshot().threads())
        .extracting(SeenThread::cgroup)
        .containsExactly(FakeNode.home(mixer).child("c1"));
  }
}
