package io.audionode.agent.observe.incidents;

import static io.audionode.agent.fixture.PodBuilder.guaranteed;
import static io.audionode.agent.fixture.PodBuilder.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.config.Configuration;
import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.model.Subtree;
import io.audionode.agent.model.incident.KnobLook;
import io.audionode.agent.report.Report;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.memory.Memory;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordingTest {
  private final FakeNode node = FakeNode.withNumaNodes(1);

  @Test
  void recordsAContainerWhereItsMemoryIsCharged() {
    var mixer = guaranteed("mixer", "256Mi");
    node.pod(mixer).born(mixer, "c1", 10);
    var recording = settled(Configuration.defaults());
    var path = Subtree.pod(0, "uid-mixer").child("c1");

    assertThat(recording.cgroups())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.path()).isEqualTo(path);
              assertThat(one.above()).isEqualTo(Subtree.pod(0, "uid-mixer"));
              assertThat(one.place().subject()).isEqualTo("default/mixer");
              assertThat(one.place().container()).isEqualTo("main");
              assertThat(one.place().adoption()).isEqualTo("subtree");
              assertThat(one.ranBefore()).isFalse();
              assertThat(one.limit()).isEqualTo(Bytes.ofMebibytes(256));
              assertThat(one.knobs())
                  .contains(new KnobLook(path, "memory.max", "268435456", "268435456"));
            });
    assertThat(recording.podsByPid()).containsEntry(10, "uid-mixer");
    assertThat(recording.subjects()).containsEntry("uid-mixer", "default/mixer");
  }

  @Test
  void recordsContainersThatStayAtHomeAndSaysWhichCameLate() {
    var running = guaranteed("running", "64Mi");
    var held =
        pod("held").container("c", "64Mi", "64Mi").annotation("audionode.io/hold", "true").build();
    node.pod(running)
        .running(running, "r1", 20, Bytes.ofMebibytes(30))
        .pod(held)
        .running(held, "h1", 30, Bytes.ofMebibytes(30));

    assertThat(settled(Configuration.defaults()).cgroups())
        .extracting(
            one -> "%s %s %s".formatted(one.path(), one.place().adoption(), one.ranBefore()))
        .containsExactlyInAnyOrder(
            FakeNode.home(running).child("r1") + " in-place true",
            FakeNode.home(held).child("h1") + " held false");
  }

  @Test
  void recordsWhatPodsShareOnceAndBlamesNoneOfThem() {
    var one = guaranteed("one", "64Mi");
    var two = guaranteed("two", "64Mi");
    node.pod(one).pod(two).born(one, "c1", 10).born(two, "c2", 11);
    var recording = settled(sharedDomain());

    assertThat(recording.cgroups())
        .singleElement()
        .satisfies(
            shared -> {
              assertThat(shared.path()).isEqualTo(Subtree.node(0));
              assertThat(shared.place().pod()).isNull();
              assertThat(shared.above()).isNull();
            });
    assertThat(recording.podsByPid()).containsEntry(11, "uid-two");
  }

  @Test
  void seesWhatDrifted() {
    assertThat(new KnobLook(Subtree.ROOT, "memory.min", "1", "2").drifted()).isTrue();
    assertThat(new KnobLook(Subtree.ROOT, "memory.min", "1", "1").drifted()).isFalse();
    assertThat(new KnobLook(Subtree.ROOT, "memory.min", null, "2").drifted()).isFalse();
  }

  @Test
  void findsThePodInPathsOfEveryDriver() {
    assertThat(Recording.uid(List.of("", "kubepods", "burstable", "poda-b", "c1"))).contains("a-b");
    assertThat(Recording.uid(List.of("kubepods.slice", "kubepods-pod1_2.slice"))).contains("1-2");
    assertThat(Recording.uid(List.of("system.slice", "sshd.service"))).isEmpty();
  }

  @Test
  void knowsTheMinimumThatWasWrittenSinceTheLook() {
    var running = guaranteed("running", "64Mi");
    node.pod(running).running(running, "r1", 20, Bytes.ofMebibytes(30));
    var report = new FakeFlow(node).runOnce();
    assertThat(report.seen().knob(FakeNode.home(running).child("r1"), "memory.min")).contains("0");
    assertThat(recording(report).cgroups().getFirst().minimum()).isEqualTo(Bytes.ofMebibytes(64));
  }

  private static Recording recording(Report report) {
    return Recording.of(report.seen(), report.desired(), report.written(Memory.MIN.file()));
  }

  private Recording settled(Configuration configuration) {
    var flow = new FakeFlow(node, configuration);
    flow.settle();
    var report = flow.runOnce();
    return recording(report);
  }

  private static Configuration sharedDomain() {
    var defaults = Configuration.defaults();
    return new Configuration(
        defaults.placement(),
        Configuration.Domain.NODE,
        defaults.swappiness(),
        defaults.subtreeMax(),
        defaults.onStop(),
        defaults.profiles(),
        defaults.pressure());
  }
}
