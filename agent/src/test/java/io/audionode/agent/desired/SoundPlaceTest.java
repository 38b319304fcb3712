package io.audionode.agent.desired;

import static io.audionode.agent.desired.Decisions.desire;
import static io.audionode.agent.fixture.PodBuilder.pod;
import static io.audionode.agent.fixture.PodBuilder.roomy;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.model.Labels;
import io.audionode.agent.model.Pod;
import org.junit.jupiter.api.Test;

/** Beside its sound card: on another NUMA node its samples cross the bus in each period. */
class SoundPlaceTest {
  private final FakeNode node = FakeNode.withNumaNodes(2);

  @Test
  void goesWhereItsSoundCardIs() {
    node.soundCard(0, 0).soundCard(1, 1).soundCard(2, null);
    assertThat(beside("/dev/snd/pcmC1D0p").numa().reason()).isEqualTo("sound card");
    assertThat(beside("/dev/snd/pcmC1D0p", "/dev/snd/controlC1").numaNode()).isEqualTo(1);
    assertThat(beside("/dev/snd/pcmC1D0p").numa().facts())
        .startsWith("sound card 1 (Card1) on node 1", "sound card: node 1");
    assertThat(beside("/dev/snd/pcmC1D0p", "/dev/snd/timer").numaNode()).isEqualTo(1);
    assertThat(beside("/dev/snd").numa().reason()).as("any of two").isEqualTo("most free memory");
    assertThat(beside("/dev/snd/controlC2").numa().facts())
        .startsWith("sound card 2 (Card2) on no known node");
    assertThat(beside("/dev/snd/controlC7").numa().reason()).isEqualTo("most free memory");
  }

  @Test
  void goesWhereAllCardsAreThatItMayGet() {
    node.soundCard(0, 1).soundCard(1, null);
    assertThat(beside("/dev/snd").numaNode()).isEqualTo(1);
  }

  @Test
  void followsItsAuthorMoreThanItsSoundCard() {
    node.soundCard(1, 1);
    var asking =
        pod("mixer")
            .annotation(Labels.NUMA_NODE, "0")
            .sound("/dev/snd/pcmC1D0p")
            .container("main", "64Mi", "128Mi")
            .build();
    node.pod(asking).born(asking, "c1", 10);
    var numa = Decisions.of(asking, desire(node)).numa();
    assertThat(numa.reason()).isEqualTo("annotation");
    assertThat(numa.facts()).startsWith("sound card 1 (Card1) on node 1", "annotation: node 0");
  }

  @Test
  void runsAwayFromItsSoundCardRatherThanNotAtAll() {
    node.soundCard(1, 1);
    var other = roomy("a", "500Mi", "2Gi");
    node.pod(other).born(other, "c0", 10);
    var first = playing("b");
    var second = playing("c");
    var third = playing("d");
    node.pod(first).born(first, "c1", 11).pod(second).born(second, "c2", 12);
    node.pod(third).born(third, "c3", 13);
    var desired = desire(node);
    assertThat(Decisions.of(first, desired).numa().reason()).isEqualTo("sound card");
    assertThat(Decisions.of(second, desired).numaNode()).isZero();
    assertThat(Decisions.of(second, desired).numa().reason()).isEqualTo("nearest with room");
    assertThat(Decisions.of(third, desired).numa().refusal())
        .startsWith("memory.min 1Gi does not fit on NUMA node 1 from the sound card, and numa is");
  }

  private static Pod playing(String name) {
    return pod(name).sound("/dev/snd/pcmC1D0p").container("main", "1Gi", "2Gi").build();
  }

  private PodDesire beside(String... devices) {
    var playing = pod("mixer").sound(devices).container("main", "64Mi", "128Mi").build();
    node.pod(playing).born(playing, "c1", 10);
    return Decisions.of(playing, desire(node));
  }
}
