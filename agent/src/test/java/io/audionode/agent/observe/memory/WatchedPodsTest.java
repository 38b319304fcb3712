package io.audionode.agent.observe.memory;

import static io.audionode.agent.fixture.PodBuilder.guaranteed;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.config.ConfigurationException;
import io.audionode.agent.config.ConfigurationReader;
import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.model.memory.WatchedCgroup;
import io.audionode.agent.model.memory.WatchedPod;
import io.audionode.agent.report.Report;
import io.audionode.agent.report.status.Owners;
import io.audionode.cgroupfs.format.Bytes;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WatchedPodsTest {
  private static List<WatchedPod> of(Report report) {
    return WatchedPods.of(report.seen(), Map.of(), new Owners(report.seen()).processes());
  }

  private static List<String> paths(WatchedPod pod, boolean whole) {
    return pod.cgroups().stream()
        .filter(cgroup -> cgroup.whole() == whole)
        .map(WatchedCgroup::path)
        .map(Object::toString)
        .toList();
  }

  @Test
  void aPlacedPodHasMemoryWhereItIsAndWhereItCameFrom() {
    var pod = guaranteed("mixer", "64Mi");
    var node = FakeNode.withNumaNodes(1).pod(pod).born(pod, "c1", 10);

    var watched = of(new FakeFlow(node).settle()).getFirst();

    assertThat(watched.name()).isEqualTo("mixer");
    assertThat(paths(watched, true))
        .containsExactlyInAnyOrder("kubepods/poduid-mixer", "audio/node0/poduid-mixer");
    assertThat(paths(watched, false))
        .containsExactlyInAnyOrder("kubepods/poduid-mixer/c1", "audio/node0/poduid-mixer/c1");
    assertThat(watched.processes()).hasSize(1);
    assertThat(watched.processes().getFirst().cgroup().toString()).startsWith("audio/node0/");
    assertThat(watched.shared()).isNull();
  }

  @Test
  void aPodInPlaceHasItWhereKubeletPutIt() {
    var pod = guaranteed("mixer", "64Mi");
    var node = FakeNode.withNumaNodes(1).pod(pod).running(pod, "c1", 10, Bytes.ofMebibytes(30));

    var watched = of(new FakeFlow(node).settle()).getFirst();

    assertThat(paths(watched, true)).containsExactly("kubepods/poduid-mixer");
    assertThat(paths(watched, false)).containsExactly("kubepods/poduid-mixer/c1");
  }

  @Test
  void aPodThatSharesADomainSaysWhich() throws ConfigurationException {
    var pod = guaranteed("mixer", "64Mi");
    var node = FakeNode.withNumaNodes(1).pod(pod).born(pod, "c1", 10);
    var configuration = ConfigurationReader.read("domain: node", "test");

    var watched = of(new FakeFlow(node, configuration).settle()).getFirst();

    assertThat(watched.shared()).hasToString("audio/node0");
    assertThat(paths(watched, true)).containsExactly("kubepods/poduid-mixer");
    assertThat(watched.processes()).hasSize(1);
  }

  @Test
  void podsThatDoNotAskAreNotLookedAt() {
    assertThat(of(new FakeFlow(FakeNode.withNumaNodes(1)).settle())).isEmpty();
  }
}
