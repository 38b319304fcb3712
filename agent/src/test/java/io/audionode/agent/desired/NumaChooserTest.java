package io.audionode.agent.desired;

import static io.audionode.agent.desired.Decisions.desire;
import static io.audionode.agent.desired.Decisions.with;
import static io.audionode.agent.fixture.PodBuilder.pod;
import static io.audionode.agent.fixture.PodBuilder.roomy;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.config.Configuration.Placement;
import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.model.Labels;
import io.audionode.agent.model.Pod;
import io.audionode.cgroupfs.format.Bytes;
import org.junit.jupiter.api.Test;

/**
 * Which NUMA node: remote memory is slow memory, and a pod that wanders leaves its pages behind.
 */
class NumaChooserTest {
  private final Pod mixer = roomy("mixer", "64Mi", "128Mi");
  private final FakeNode node = FakeNode.withNumaNodes(2);

  @Test
  void followsTheAnnotation() {
    assertChoice(annotated("1"), 1, "annotation");
  }

  @Test
  void warnsOfANodeThatDoesNotExistAndChoosesItself() {
    assertThat(assertChoice(annotated("7"), 0, "most free memory").warnings())
        .containsExactly(
            "NUMA node 7 does not exist or has no memory or no cpus; this machine has [0, 1]");
  }

  @Test
  void followsKubeletsOwnPin() {
    node.pod(mixer).born(mixer, "c1", 10);
    node.knob(FakeNode.home(mixer).child("c1"), "cpuset.mems", "1");
    assertThat(Decisions.of(mixer, desire(node)).numa().reason()).isEqualTo("kubelet's cpuset");
    assertThat(Decisions.of(mixer, desire(node)).numaNode()).isEqualTo(1);
  }

  @Test
  void takesNoPinFromACpusetOfAllNodes() {
    node.pod(mixer).born(mixer, "c1", 10);
    node.knob(FakeNode.home(mixer).child("c1"), "cpuset.mems", "0-1");
    assertThat(Decisions.of(mixer, desire(node)).numa().reason()).isEqualTo("most free memory");
  }

  @Test
  void spreadsPodsThatComeAtOnceByWhatIsPromised() {
    var first = roomy("a", "800Mi", "1Gi");
    var second = roomy("b", "800Mi", "1Gi");
    node.pod(first).born(first, "c1", 10).pod(second).born(second, "c2", 20);
    var desired = desire(node);
    assertThat(Decisions.of(first, desired).numaNode()).isZero();
    assertThat(Decisions.of(second, desired).numaNode()).isEqualTo(1);
  }

  @Test
  void refusesWhatNoNodeHasRoomForWithTheArithmetic() {
    var big = roomy("mixer", "3Gi", "4Gi");
    var desire = assertChoice(big, 0, "not placed");
    assertThat(desire.numa().refusal())
        .isEqualTo(
            "memory.min 3Gi does not fit, and numa is required: node 0 has 1.6Gi for minima,"
                + " 0 promised to 0 pods, 1.6Gi left; node 1 has 1.6Gi for minima, 0"
                + " promised to 0 pods, 1.6Gi left");
    assertThat(desire.containers())
        .allSatisfy(
            container -> {
              assertThat(container.adoption()).isEqualTo(Adoption.IN_PLACE);
              assertThat(container.reason()).startsWith("refused: memory.min 3Gi does not fit");
            });
  }

  @Test
  void staysRefusedAndSaysWhyLater() {
    var big = roomy("mixer", "3Gi", "4Gi");
    node.pod(big).born(big, "c1", 10);
    var flow = new FakeFlow(node);
    var container = Decisions.of(big, flow.settle().desired()).containers().getFirst();
    assertThat(container.reason()).startsWith("refused: ");
    assertThat(container.late()).isFalse();
  }

  @Test
  void takesTheNearestNodeWithRoomWhereTheNodeIsPreferred() {
    var far = FakeNode.withDistances(new int[][] {{10, 31, 21}, {31, 10, 21}, {21, 21, 10}});
    var first = rendering("a", "0", "1500Mi");
    var second = rendering("b", "0", "1500Mi");
    far.pod(first).born(first, "c1", 10).pod(second).born(second, "c2", 20);
    var desired = desire(far);
    assertThat(Decisions.of(first, desired).numa().reason()).isEqualTo("annotation");
    var spilled = Decisions.of(second, desired);
    assertThat(spilled.numaNode()).isEqualTo(2);
    assertThat(spilled.numa().reason()).isEqualTo("nearest with room");
    assertThat(spilled.warnings())
        .contains(
            "memory.min 1500Mi does not fit on NUMA node 0 from the annotation: placed on node 2");
    var later = new FakeFlow(far).settle().desired();
    assertThat(Decisions.of(second, later).warnings()).isEqualTo(spilled.warnings());
  }

  private static Pod rendering(String name, String numaNode, String memory) {
    return pod(name)
        .profile("render")
        .annotation(Labels.NUMA_NODE, numaNode)
        .annotation(Labels.MEMORY_MIN, memory)
        .container("main", memory, "2Gi")
        .build();
  }

  @Test
  void spreadsEqualPodsByTheirNumber() {
    var first = roomy("a", "0", "1Gi");
    var second = roomy("b", "0", "1Gi");
    node.pod(first).born(first, "c1", 10).pod(second).born(second, "c2", 20);
    var desired = desire(node);
    assertThat(Decisions.of(first, desired).numaNode()).isZero();
    assertThat(Decisions.of(second, desired).numaNode()).isEqualTo(1);
  }

  @Test
  void doesNotContradictKubelet() {
    node.pod(annotated("1")).born(annotated("1"), "c1", 10);
    node.knob(FakeNode.home(mixer).child("c1"), "cpuset.mems", "0");
    var desire = Decisions.of(mixer, desire(node));
    assertThat(desire.numaNode()).isZero();
    assertThat(desire.warnings())
        .containsExactly(
            "NUMA node 1 from the annotation is not among those that kubelet has pinned it to, [0]: kubelet's count");
    assertThat(desire.numa().facts())
        .startsWith("cpuset.mems of container c1 is 0", "annotation: node 1");
  }

  @Test
  void followsTheCpusThatKubeletGaveAlone() {
    node.pod(mixer).born(mixer, "c1", 10);
    node.knob(FakeNode.home(mixer).child("c1"), "cpuset.cpus", "2-3");
    assertThat(Decisions.of(mixer, desire(node)).numaNode()).isEqualTo(1);
  }

  @Test
  void promisesNothingToARefusedPod() {
    var big = roomy("a-big", "3Gi", "4Gi");
    node.pod(big).born(big, "c1", 10).pod(mixer).born(mixer, "c2", 20);
    var flow = new FakeFlow(node);
    for (var look = 0; look < 3; look++) {
      var desired = flow.runOnce().desired();
      var refused = Decisions.of(big, desired);
      assertThat(refused.granted()).isEqualTo(Bytes.ZERO);
      assertThat(refused.warnings())
          .singleElement()
          .asString()
          .startsWith("not placed and without memory.min: memory.min 3Gi does not fit");
      assertThat(Decisions.of(mixer, desired).granted()).isEqualTo(Bytes.ofMebibytes(64));
    }
  }

  @Test
  void countsWhatThePodsLimitLeavesOfItsMinimum() {
    var cut =
        pod("mixer")
            .annotation(Labels.MEMORY_MIN, "3Gi")
            .container("main", "64Mi", "512Mi")
            .build();
    node.pod(cut).born(cut, "c1", 10);
    node.knob(FakeNode.home(cut), "memory.max", "" + Bytes.ofMebibytes(512).value());
    assertThat(Decisions.of(cut, desire(node)).numa().refusal()).isNull();
  }

  @Test
  void saysWhenKubeletPinsAPodElsewhereThatIsPlaced() {
    node.pod(mixer).born(mixer, "c1", 10);
    new FakeFlow(node).settle();
    node.knob(FakeNode.home(mixer).child("c1"), "cpuset.mems", "1");
    assertThat(Decisions.of(mixer, desire(node)).warnings())
        .containsExactly(
            "runs on NUMA node 0, and kubelet has pinned its containers to [1] since: that counts when the pod starts anew");
  }

  @Test
  void placesNothingWhereKubeletsPinsLeaveNoNode() {
    node.pod(mixer).born(mixer, "c1", 10).born(mixer, "c2", 11);
    node.knob(FakeNode.home(mixer).child("c1"), "cpuset.mems", "0");
    node.knob(FakeNode.home(mixer).child("c2"), "cpuset.mems", "1");
    assertThat(Decisions.of(mixer, desire(node)).numa().refusal())
        .contains("leave no NUMA node", "container c1 is 0; cpuset.mems of container c2 is 1");
  }

  @Test
  void remembersWhyWhenItStays() {
    node.pod(annotated("1")).born(annotated("1"), "c1", 10);
    var flow = new FakeFlow(node);
    var numa = Decisions.of(mixer, flow.settle().desired()).numa();
    assertThat(numa.reason()).isEqualTo("already there");
    assertThat(numa.facts())
        .startsWith("annotation: node 1")
        .last()
        .asString()
        .startsWith("node 1 has 1.6Gi for minima");
  }

  @Test
  void staysWhereThePodIsWhenTheAnnotationChanges() {
    node.pod(mixer).born(mixer, "c1", 10);
    new FakeFlow(node).settle();
    node.pod(annotated("1"));
    var desire = Decisions.of(mixer, desire(node));
    assertThat(desire.numaNode()).isZero();
    assertThat(desire.numa().reason()).isEqualTo("already there");
    assertThat(desire.warnings())
        .containsExactly(
            "runs on NUMA node 0; node 1 from the annotation counts when the pod starts anew");
  }

  @Test
  void namesTheNodeOfMostMemoryForAPodThatIsNotMoved() {
    node.pod(annotated("1")).running(mixer, "c1", 10, Bytes.ofMebibytes(100));
    var desire = Decisions.of(mixer, desire(node, with(Placement.IN_PLACE)));
    assertThat(desire.numaNode()).isZero();
    assertThat(desire.numa().reason()).isEqualTo("most of its memory is there");
  }

  @Test
  void namesTheNodeThatAPodOnHoldWasMovedTo() {
    node.pod(annotated("1")).born(mixer, "c1", 10);
    new FakeFlow(node).settle();
    node.pod(pod("mixer").annotation(Labels.HOLD, "true").container("a", "1Mi", "9Mi").build());
    assertThat(Decisions.of(mixer, desire(node)).numaNode()).isEqualTo(1);
  }

  private static Pod annotated(String numaNode) {
    return pod("mixer")
        .annotation(Labels.NUMA_NODE, numaNode)
        .container("main", "64Mi", "128Mi")
        .build();
  }

  private PodDesire assertChoice(Pod pod, int numaNode, String reason) {
    node.pod(pod).born(pod, "c1", 10);
    var desire = Decisions.of(pod, desire(node));
    assertThat(desire.numaNode()).isEqualTo(numaNode);
    assertThat(desire.numa().reason()).isEqualTo(reason);
    return desire;
  }
}
