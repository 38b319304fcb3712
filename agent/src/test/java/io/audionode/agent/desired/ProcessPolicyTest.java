package io.audionode.agent.desired;

import static io.audionode.agent.desired.Decisions.desire;
import static io.audionode.agent.fixture.PodBuilder.guaranteed;
import static io.audionode.agent.fixture.PodBuilder.pod;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.fixture.PodBuilder;
import io.audionode.agent.model.Labels;
import io.audionode.agent.model.Pod;
import io.audionode.agent.model.QosClass;
import io.audionode.agent.model.Subtree;
import io.audionode.cgroupfs.format.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where processes go and how ready the OOM killer is: never readier than kubelet left it. */
class ProcessPolicyTest {
  private final FakeNode node = FakeNode.withNumaNodes(1);

  @ParameterizedTest
  @CsvSource({
    "realtime, GUARANTEED,  -997",
    "realtime, BURSTABLE,   -500",
    "realtime, BEST_EFFORT, -300",
    "render,   GUARANTEED,  -997",
    "render,   BURSTABLE,   -300",
    "render,   BEST_EFFORT, 0",
  })
  void takesTheLowerOfKubeletsScoreAndTheProfiles(String profile, QosClass qos, int score) {
    assertThat(score(base().profile(profile).qos(qos))).isEqualTo(score);
  }

  @Test
  void leavesTheScoreOfARuntimeThatHasNotSetItsOwnYet() {
    var mixer = base().build();
    node.pod(mixer).born(mixer, "c1", 10).process(11, 1, "runc", FakeNode.home(mixer).child("c1"));
    node.oomScoreAdj(11, -998);
    var desired = desire(node).processes();
    assertThat(requireNonNull(desired.get(FakeNode.id(11))).oomScoreAdj()).isEqualTo(-998);
    assertThat(requireNonNull(desired.get(FakeNode.id(10))).oomScoreAdj()).isEqualTo(-500);
  }

  @Test
  void letsOnlyTheAuthorRaiseAScore() {
    assertThat(score(base().qos(QosClass.GUARANTEED).annotation(Labels.OOM_SCORE_ADJ, "100")))
        .isEqualTo(100);
  }

  @Test
  void readsTheOlderSpellingWhenTheNewerIsAbsent() {
    assertThat(score(base().annotation(Labels.OOM_SCORE_ADJ_OLD, "7"))).isEqualTo(7);
    assertThat(
            score(
                base()
                    .annotation(Labels.OOM_SCORE_ADJ_OLD, "7")
                    .annotation(Labels.OOM_SCORE_ADJ, "8")))
        .isEqualTo(8);
  }

  @Test
  void goesBackToKubeletsScoreAndNotToItsOwnWhenTheAnnotationGoes() {
    node.pod(base().annotation(Labels.OOM_SCORE_ADJ, "-999").build())
        .born(base().build(), "c1", 10);
    new FakeFlow(node).settle();
    node.pod(base().build());
    assertThat(requireNonNull(desire(node).processes().get(FakeNode.id(10))).oomScoreAdj())
        .isEqualTo(-500);
  }

  @Test
  void findsALateForkAndAnExec() {
    var pod = guaranteed("mixer", "64Mi");
    var main = Subtree.pod(0, pod.uid()).child("c1").child("main");
    node.pod(pod).born(pod, "c1", 10);
    new FakeFlow(node).settle();
    node.process(11, 10, "fork", main).process(12, 1, "exec", FakeNode.home(pod).child("c1"));
    var processes = desire(node).processes();
    assertThat(processes).hasSize(3);
    assertThat(processes.values()).allMatch(process -> process.place().equals(main));
    new FakeFlow(node).settle();
    assertThat(node.snapshot().processesBelow(main)).hasSize(3);
  }

  @Test
  void leavesAProcessInACgroupThatItsContainerMade() {
    var pod = guaranteed("mixer", "64Mi");
    var own = FakeNode.home(pod).child("c1").child("own");
    node.pod(pod).running(pod, "c1", 10, Bytes.ofMebibytes(50)).cgroup(own);
    node.process(11, 10, "inner", own);
    var flow = new FakeFlow(node);
    flow.runOnce();
    assertThat(node.snapshot().processesBelow(own)).hasSize(1);
  }

  @Test
  void asksNothingOfProcessesOfOtherPods() {
    var other = FakeNode.home(pod("other").build()).child("x");
    node.pod(base().build())
        .born(base().build(), "c1", 10)
        .cgroup(other)
        .process(99, 1, "y", other);
    assertThat(desire(node).processes()).containsOnlyKeys(FakeNode.id(10));
  }

  private static PodBuilder base() {
    return pod("p").container("main", "64Mi", "128Mi");
  }

  private int score(PodBuilder builder) {
    Pod pod = builder.build();
    var fresh = FakeNode.withNumaNodes(1).pod(pod).born(pod, "c1", 10);
    return requireNonNull(desire(fresh).processes().get(FakeNode.id(10))).oomScoreAdj();
  }
}
