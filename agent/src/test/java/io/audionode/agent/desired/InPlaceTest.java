package io.audionode.agent.desired;

import static io.audionode.agent.desired.Decisions.desire;
import static io.audionode.agent.desired.Decisions.knobs;
import static io.audionode.agent.fixture.PodBuilder.guaranteed;
import static io.audionode.agent.fixture.PodBuilder.pod;
import static io.audionode.agent.fixture.PodBuilder.roomy;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.model.Labels;
import io.audionode.agent.model.Pod;
import io.audionode.agent.model.Subtree;
import io.audionode.agent.plan.Action;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.tree.CgroupPath;
import org.junit.jupiter.api.Test;

/** Protection in place: a minimum counts only when every ancestor up to the root has it as well. */
class InPlaceTest {
  private static final CgroupPath KUBEPODS = new CgroupPath("kubepods");
  private static final CgroupPath BURSTABLE = KUBEPODS.child("burstable");
  private static final Bytes CHARGED = Bytes.ofMebibytes(100);

  private final Pod mixer = roomy("mixer", "64Mi", "128Mi");
  private final CgroupPath home = FakeNode.home(mixer);
  private final FakeNode node = FakeNode.withNumaNodes(1);

  @Test
  void givesTheMinimumToTheContainerAndEveryAncestor() {
    node.pod(mixer).running(mixer, "c1", 10, CHARGED);
    var desired = desire(node);
    assertThat(knobs(desired, home.child("c1")))
        .containsOnly(entry("memory.min", mebibytes(64)), entry("memory.swap.max", "0"));
    for (var above : home.child("c1").ancestors()) {
      assertThat(knobs(desired, above)).containsOnly(entry("memory.min", mebibytes(64)));
    }
    assertThat(requireNonNull(desired.cgroups().get(home)).made()).isFalse();
    assertThat(knobs(desired, Subtree.ROOT)).containsEntry("memory.min", "0");
  }

  @Test
  void sumsThePodsBelowAnAncestor() {
    var organ = guaranteed("organ", "32Mi");
    node.pod(mixer).running(mixer, "c1", 10, CHARGED).pod(organ).running(organ, "c2", 20, CHARGED);
    assertThat(knobs(desire(node), KUBEPODS)).containsEntry("memory.min", mebibytes(96));
    assertThat(knobs(desire(node), BURSTABLE)).containsEntry("memory.min", mebibytes(64));
  }

  @Test
  void neverTakesAwayWhatKubeletGaveAnAncestor() {
    node.pod(mixer)
        .running(mixer, "c1", 10, CHARGED)
        .knob(KUBEPODS, "memory.min", mebibytes(500))
        .knob(BURSTABLE, "memory.min", "max");
    assertThat(knobs(desire(node), KUBEPODS)).containsEntry("memory.min", mebibytes(500));
    assertThat(knobs(desire(node), BURSTABLE)).containsEntry("memory.min", "max");
  }

  @Test
  void goesBackToWhatKubeletGaveWhenAPodEnds() {
    var organ = roomy("organ", "32Mi", "64Mi");
    node.pod(mixer).running(mixer, "c1", 10, CHARGED).pod(organ).running(organ, "c2", 20, CHARGED);
    node.knob(KUBEPODS, "memory.min", mebibytes(40));
    var flow = new FakeFlow(node);
    flow.settle();
    node.delete(mixer);
    flow.settle();
    assertThat(node.snapshot().knob(KUBEPODS, "memory.min")).contains(mebibytes(40));
    assertThat(node.snapshot().knob(BURSTABLE, "memory.min")).contains(mebibytes(32));
  }

  @Test
  void keepsWhatKubeletGivesAnAncestorLater() {
    node.pod(mixer).running(mixer, "c1", 10, CHARGED);
    var flow = new FakeFlow(node);
    flow.settle();
    node.knob(KUBEPODS, "memory.min", mebibytes(1000));
    flow.settle();
    assertThat(node.snapshot().knob(KUBEPODS, "memory.min")).contains(mebibytes(1000));
    node.knob(KUBEPODS, "memory.min", mebibytes(900));
    flow.settle();
    assertThat(node.snapshot().knob(KUBEPODS, "memory.min")).contains(mebibytes(900));
    node.knob(KUBEPODS, "memory.min", mebibytes(1));
    flow.settle();
    assertThat(node.snapshot().knob(KUBEPODS, "memory.min")).contains(mebibytes(64));
  }

  @Test
  void takesItsOwnOldSumForNobodyElses() {
    var organ = roomy("organ", "32Mi", "64Mi");
    node.pod(mixer).running(mixer, "c1", 10, CHARGED).pod(organ).running(organ, "c2", 20, CHARGED);
    var flow = new FakeFlow(node);
    flow.settle();
    node.refuse(Action.WriteKnob.class, "EBUSY");
    node.forget(mixer);
    flow.runOnce();
    node.accept(Action.WriteKnob.class);
    flow.settle();
    assertThat(node.snapshot().knob(KUBEPODS, "memory.min")).contains(mebibytes(32));
  }

  @Test
  void protectsAMixedPodOnBothSides() {
    var both =
        pod("both").container("old", "64Mi", "100Mi").container("new", "32Mi", "50Mi").build();
    node.pod(both)
        .running(both, "c1", 10, CHARGED)
        .born(both, "c2", 11)
        .knob(FakeNode.home(both).child("c1"), "memory.max", mebibytes(100))
        .knob(FakeNode.home(both).child("c2"), "memory.max", mebibytes(50));
    var desired = desire(node);
    assertThat(knobs(desired, FakeNode.home(both))).containsEntry("memory.min", mebibytes(64));
    assertThat(knobs(desired, Subtree.pod(0, both.uid())))
        .containsEntry("memory.min", mebibytes(32));
    assertThat(requireNonNull(desired.processes().get(FakeNode.id(10))).place())
        .isEqualTo(FakeNode.home(both).child("c1"));
    assertThat(requireNonNull(desired.processes().get(FakeNode.id(11))).place())
        .isEqualTo(Subtree.pod(0, both.uid()).child("c2").child("main"));
  }

  @Test
  void keepsWhatStandsAboveAPodOnHold() {
    var organ = roomy("organ", "32Mi", "64Mi");
    node.pod(mixer).running(mixer, "c1", 10, CHARGED).pod(organ).running(organ, "c2", 20, CHARGED);
    new FakeFlow(node).settle();
    node.pod(
        pod("mixer").annotation(Labels.HOLD, "true").container("main", "64Mi", "128Mi").build());
    assertThat(knobs(desire(node), BURSTABLE)).containsEntry("memory.min", mebibytes(96));
    assertThat(desire(node).cgroups()).doesNotContainKey(home.child("c1"));
  }

  @Test
  void writesNoAncestorForAPodThatGetsNothing() {
    var modest = pod("modest").container("a", null, "64Mi").build();
    node.pod(modest).running(modest, "c1", 10, CHARGED);
    assertThat(desire(node).cgroups()).doesNotContainKeys(KUBEPODS, FakeNode.home(modest));
  }

  private static String mebibytes(long count) {
    return Bytes.ofMebibytes(count).text();
  }
}
