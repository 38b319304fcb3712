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
    assertThat(Decisions.of(mixer, desire(node)).numaReason()).isEqualTo("kubelet's cpuset.mems");
    assertThat(Decisions.of(mixer, desire(node)).numaNode()).isEqualTo(1);
  }

  @Test
  void takesNoPinFromACpusetOfAllNodes() {
    node.pod(mixer).born(mixer, "c1", 10);
    node.knob(FakeNode.home(mixer).child("c1"), "cpuset.mems", "0-1");
    assertThat(Decisions.of(mixer, desire(node)).numaReason()).isEqualTo("most free memory");
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
  void saysWhenNoNodeHasEnough() {
    assertChoice(roomy("mixer", "3Gi", "4Gi"), 0, "most room left; none has enough");
  }

  @Test
  void staysWhereThePodIsWhenTheAnnotationChanges() {
    node.pod(mixer).born(mixer, "c1", 10);
    new FakeFlow(node).settle();
    node.pod(annotated("1"));
    var desire = Decisions.of(mixer, desire(node));
    assertThat(desire.numaNode()).isZero();
    assertThat(desire.numaReason()).isEqualTo("already there");
    assertThat(desire.warnings())
        .containsExactly(
            "runs on NUMA node 0; node 1 from the annotation counts when the pod starts anew");
  }

  @Test
  void namesTheNodeOfMostMemoryForAPodThatIsNotMoved() {
    node.pod(annotated("1")).running(mixer, "c1", 10, Bytes.ofMebibytes(100));
    var desire = Decisions.of(mixer, desire(node, with(Placement.IN_PLACE)));
    assertThat(desire.numaNode()).isZero();
    assertThat(desire.numaReason()).isEqualTo("most of its memory is there");
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
    assertThat(desire.numaReason()).isEqualTo(reason);
    return desire;
  }
}
