package io.audionode.agent.desired;

import static io.audionode.agent.desired.Decisions.desire;
import static io.audionode.agent.desired.Decisions.with;
import static io.audionode.agent.fixture.PodBuilder.pod;
import static io.audionode.agent.fixture.PodBuilder.roomy;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.config.Configuration;
import io.audionode.agent.config.MemoryMin;
import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.fixture.PodBuilder;
import io.audionode.agent.model.Labels;
import io.audionode.cgroupfs.format.Bytes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How much is protected: asked by rule or annotation, granted within limit and budget. */
class MinimaTest {
  private final FakeNode node = FakeNode.withNumaNodes(1);

  @Test
  void takesAShareOfTheRequest() {
    assertThat(decide(twice("64Mi", "256Mi")).asked()).isEqualTo(Bytes.ofMebibytes(128));
    assertThat(decide(twice("64Mi", "256Mi").profile("render")).asked())
        .isEqualTo(Bytes.ofMebibytes(64));
  }

  @Test
  void takesAShareOfTheLimit() {
    var half = with(new MemoryMin.OfLimit(50));
    assertThat(decide(twice("64Mi", "256Mi"), half).asked()).isEqualTo(Bytes.ofMebibytes(256));
  }

  @Test
  void takesAFixedQuantityForEachContainer() {
    var fixed = with(new MemoryMin.Fixed(Bytes.ofMebibytes(10)));
    assertThat(decide(twice(null, null), fixed).asked()).isEqualTo(Bytes.ofMebibytes(20));
  }

  @Test
  void takesTheAnnotationForTheWholePod() {
    var desire = decide(twice("64Mi", "256Mi").annotation(Labels.MEMORY_MIN, "100Mi"));
    assertThat(desire.asked()).isEqualTo(Bytes.ofMebibytes(100));
    assertThat(desire.granted(Adoption.SUBTREE)).isEqualTo(Bytes.ofMebibytes(100));
  }

  @Test
  void saysWhatToSetWhenAContainerHasNothingToGoBy() {
    var noRequest = decide(pod("p").container("a", null, "256Mi"));
    assertThat(noRequest.granted()).isEqualTo(Bytes.ZERO);
    assertThat(noRequest.warnings())
        .containsExactly(
            "container a has no memory request, so none of its memory is protected: set resources.requests.memory");
    var noLimit = decide(pod("p").container("a", "64Mi", null), with(new MemoryMin.OfLimit(50)));
    assertThat(noLimit.warnings())
        .containsExactly(
            "container a has no memory limit, so none of its memory is protected: set resources.limits.memory");
  }

  @Test
  void protectsTheOtherContainersOfAPodInWhichOneHasNoRequest() {
    var pod = pod("p").container("a", "64Mi", "256Mi").container("b", null, "100Mi").build();
    node.pod(pod)
        .born(pod, "c1", 10)
        .born(pod, "c2", 11)
        .knob(FakeNode.home(pod).child("c1"), "memory.max", Bytes.ofMebibytes(256).text())
        .knob(FakeNode.home(pod).child("c2"), "memory.max", Bytes.ofMebibytes(100).text());
    var desire = Decisions.of(pod, desire(node));
    assertThat(desire.containers())
        .extracting(ContainerDesire::granted)
        .containsExactly(Bytes.ofMebibytes(64), Bytes.ZERO);
  }

  @Test
  void cutsTheMinimumToThePodsLimit() {
    var desire =
        decide(pod("p").annotation(Labels.MEMORY_MIN, "1Gi").container("a", "64Mi", "256Mi"));
    assertThat(desire.granted()).isEqualTo(Bytes.ofMebibytes(256));
    assertThat(desire.warnings())
        .contains("memory.min 1Gi is cut to the pod's limit 256Mi: ask for less or raise the limit")
        .contains(
            "memory.min 256Mi is above 90% of memory.max 256Mi in container a: file I/O may be OOM-killed; raise the limit");
  }

  @Test
  void cutsTheMinimumToWhatTheNumaNodeCanPromise() {
    var desire =
        decide(
            pod("p")
                .profile("render")
                .annotation(Labels.MEMORY_MIN, "3Gi")
                .container("a", "3Gi", "4Gi"));
    assertThat(desire.granted()).isEqualTo(Budget.percentOf(Bytes.ofMebibytes(2048), 80));
    assertThat(desire.warnings()).anyMatch(warning -> warning.contains("can promise no more"));
  }

  @Test
  void promisesNinetyPercentWhereTheSubtreeHasNoLimit() {
    assertThat(
            decide(
                    pod("p")
                        .profile("render")
                        .annotation(Labels.MEMORY_MIN, "3Gi")
                        .container("a", "3Gi", "4Gi"),
                    Decisions.withSubtreeMax(null))
                .granted())
        .isEqualTo(Budget.percentOf(Bytes.ofMebibytes(2048), 90));
  }

  @Test
  void givesNewPodsOnlyWhatOthersWereNotPromised() {
    var first = roomy("z-first", "1200Mi", "2Gi");
    node.pod(first).born(first, "c1", 10);
    new FakeFlow(node).settle();
    var second = roomy("a-second", "1200Mi", "2Gi");
    node.pod(second).born(second, "c2", 20);
    var desired = desire(node);
    assertThat(Decisions.of(first, desired).granted()).isEqualTo(Bytes.ofMebibytes(1200));
    assertThat(Decisions.of(second, desired).granted()).isLessThan(Bytes.ofMebibytes(500));
  }

  @Test
  void countsWhatAPodOnHoldWasPromised() {
    var held = pod("held").container("a", "1200Mi", "2Gi");
    node.pod(held.build()).born(held.build(), "c1", 10);
    new FakeFlow(node).settle();
    node.pod(held.annotation(Labels.HOLD, "true").build());
    var second = roomy("second", "1200Mi", "2Gi");
    node.pod(second).born(second, "c2", 20);
    var desired = desire(node);
    assertThat(Decisions.of(held.build(), desired).granted()).isEqualTo(Bytes.ofMebibytes(1200));
    assertThat(Decisions.of(second, desired).granted()).isLessThan(Bytes.ofMebibytes(500));
  }

  private static PodBuilder twice(@Nullable String request, @Nullable String limit) {
    return pod("p").container("a", request, limit).container("b", request, limit);
  }

  private PodDesire decide(PodBuilder builder) {
    return decide(builder, Decisions.DEFAULTS);
  }

  private PodDesire decide(PodBuilder builder, Configuration configuration) {
    var pod = builder.build();
    var fresh = FakeNode.withNumaNodes(1).pod(pod).born(pod, "c1", 10).born(pod, "c2", 11);
    return Decisions.of(pod, desire(fresh, configuration));
  }
}
