package io.audionode.agent.plan;

import static io.audionode.agent.fixture.PodBuilder.guaranteed;
import static io.audionode.agent.fixture.PodBuilder.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.fixture.PodBuilder;
import io.audionode.agent.model.Labels;
import io.audionode.agent.model.Pod;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What is planned when a pod that is in place is resized, labelled or annotated. Without this, a
 * change is written in an order that gets audio reclaimed or killed, or everything is written anew.
 */
class ResizeTest {
  private static final String POD = "audio/node0/poduid-mixer";

  private final FakeNode node = FakeNode.withNumaNodes(1);
  private final FakeFlow flow = new FakeFlow(node);

  @Test
  void raisesLimitsBeforeMinima() {
    placed(guaranteed("mixer", "64Mi"));
    assertThat(after(guaranteed("mixer", "96Mi")))
        .containsExactly(
            "set %s memory.max = 100663296 (was 67108864)".formatted(POD),
            "set %s/c1 memory.max = 100663296 (was 67108864)".formatted(POD),
            "set audio memory.min = 100663296 (was 67108864)",
            "set audio/node0 memory.min = 100663296 (was 67108864)",
            "set %s memory.min = 100663296 (was 67108864)".formatted(POD),
            "set %s/c1 memory.min = 100663296 (was 67108864)".formatted(POD));
  }

  @Test
  void lowersMinimaBeforeLimits() {
    placed(guaranteed("mixer", "64Mi"));
    assertThat(after(guaranteed("mixer", "16Mi")))
        .containsExactly(
            "set %s/c1 memory.min = 16777216 (was 67108864)".formatted(POD),
            "set %s memory.min = 16777216 (was 67108864)".formatted(POD),
            "set audio/node0 memory.min = 16777216 (was 67108864)",
            "set audio memory.min = 16777216 (was 67108864)",
            "set %s/c1 memory.max = 16777216 (was 67108864)".formatted(POD),
            "set %s memory.max = 16777216 (was 67108864)".formatted(POD));
  }

  @Test
  void raisesOneAndLowersTheOtherEachInItsOrder() {
    placed(burstable("64Mi", "128Mi").build());
    assertThat(after(burstable("96Mi", "112Mi").build()))
        .containsExactly(
            "set audio memory.min = 100663296 (was 67108864)",
            "set audio/node0 memory.min = 100663296 (was 67108864)",
            "set %s memory.min = 100663296 (was 67108864)".formatted(POD),
            "set %s/c1 memory.min = 100663296 (was 67108864)".formatted(POD),
            "set %s/c1 memory.max = 117440512 (was 134217728)".formatted(POD),
            "set %s memory.max = 117440512 (was 134217728)".formatted(POD));
  }

  @Test
  void writesALimitWhereThereWasNoneAfterEverythingElse() {
    placed(burstable("64Mi", null).build());
    assertThat(after(burstable("64Mi", "128Mi").build()))
        .containsExactly(
            "set %s/c1 memory.max = 134217728 (was max)".formatted(POD),
            "set %s memory.max = 134217728 (was max)".formatted(POD));
  }

  @Test
  void writesOnlyWhatAnAnnotationChanges() {
    placed(burstable("64Mi", "128Mi").build());
    assertThat(after(burstable("64Mi", "128Mi").annotation(Labels.OOM_SCORE_ADJ, "-600").build()))
        .containsExactly("set process 10 oom_score_adj = -600 (was -500)");
  }

  @Test
  void movesNothingWhenTheProfileChanges() {
    placed(burstable("64Mi", "128Mi").build());
    assertThat(after(burstable("64Mi", "128Mi").profile("render").build()))
        .contains(
            "set %s/c1 memory.min = 33554432 (was 67108864)".formatted(POD),
            "set %s/c1 memory.swap.max = 4194304 (was 0)".formatted(POD),
            "set process 10 oom_score_adj = -300 (was -500)")
        .noneMatch(action -> action.startsWith("move ") || action.startsWith("create "));
    flow.settle();
    assertThat(flow.runOnce().plan().isEmpty()).isTrue();
  }

  @Test
  void takesNothingBackBeforeWhoeverTellsOfPodsHasToldOfAll() {
    var mixer = guaranteed("mixer", "64Mi");
    placed(mixer);
    node.forget(mixer).podsComplete(false);
    assertThat(actions()).isEmpty();
    node.podsComplete(true);
    assertThat(actions()).contains("remove " + POD);
  }

  @Test
  void lowersNothingAbovePodsThatNobodyHasToldOfAfterARestart() {
    var mixer = guaranteed("mixer", "64Mi");
    var late = inPlace("late", 20);
    inPlace("another", 30);
    placed(mixer);
    var started = new FakeFlow(node);
    node.forget(mixer).forget(late).podsComplete(false);
    assertThat(started.runOnce().plan().actions()).isEmpty();
    node.podsComplete(true);
    assertThat(started.runOnce().plan().actions())
        .extracting(Action::toString)
        .contains(
            "remove " + POD,
            "set audio/node0 memory.min = 0 (was 67108864)",
            "set kubepods/burstable memory.min = 33554432 (was 67108864)");
  }

  @Test
  void keepsWhatUntoldPodsWereGrantedBesideWhatComesMeanwhile() {
    var mixer = guaranteed("mixer", "64Mi");
    placed(mixer);
    var started = new FakeFlow(node);
    node.forget(mixer).podsComplete(false);
    var other = guaranteed("other", "32Mi");
    node.pod(other).born(other, "c2", 20);
    started.settle();
    for (var above : List.of("audio", "audio/node0")) {
      assertThat(node.snapshot().knob(CgroupPath.of(above), "memory.min"))
          .as(above)
          .contains(Integer.toString(96 << 20));
    }
  }

  @Test
  void letsNoSwapInThatUntoldPodsWereNotGiven() {
    var mixer = guaranteed("mixer", "64Mi");
    placed(mixer);
    var started = new FakeFlow(node);
    node.forget(mixer).podsComplete(false);
    node.knob(CgroupPath.of("audio/node0"), "memory.swap.max", "max");
    assertThat(started.runOnce().plan().actions())
        .extracting(Action::toString)
        .containsExactly("set audio/node0 memory.swap.max = 0 (was max)");
  }

  private Pod inPlace(String name, int pid) {
    var pod = pod(name).container("main", "32Mi", "128Mi").build();
    node.pod(pod).running(pod, "c" + pid, pid, Bytes.ofMebibytes(100));
    return pod;
  }

  private static PodBuilder burstable(String request, @Nullable String limit) {
    return pod("mixer").container("main", request, limit);
  }

  private void placed(Pod pod) {
    node.pod(pod).born(pod, "c1", 10);
    flow.settle();
  }

  private List<String> after(Pod changed) {
    node.pod(changed);
    return actions();
  }

  private List<String> actions() {
    return flow.runOnce().plan().actions().stream().map(Action::toString).toList();
  }
}
