package io.audionode.agent.report.status;

import static io.audionode.agent.fixture.PodBuilder.guaranteed;
import static io.audionode.agent.fixture.PodBuilder.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.config.ConfigurationException;
import io.audionode.agent.config.ConfigurationReader;
import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.model.Labels;
import io.audionode.agent.model.Pod;
import io.audionode.agent.model.Subtree;
import io.audionode.agent.report.Report;
import io.audionode.cgroupfs.format.Bytes;
import org.junit.jupiter.api.Test;

class PodViewsTest {
  private static final Bytes MEBI_256 = Bytes.ofMebibytes(256);
  private static final Amount A_256 = Amount.of(MEBI_256);

  private final FakeNode node = FakeNode.withNumaNodes(2);
  private final FakeFlow flow = new FakeFlow(node);
  private final Pod mixer = guaranteed("mixer", "256Mi");

  @Test
  void showsABornPodProtectedInTheSubtree() {
    node.pod(mixer).sandbox(mixer, 9).born(mixer, "c1", 10);
    var placed = flow.settle().desired().pods().getFirst().numaNode();
    node.charge(Subtree.pod(placed, mixer.uid()), Bytes.ofMebibytes(200))
        .charge(Subtree.pod(placed, mixer.uid()).child("c1"), Bytes.ofMebibytes(190))
        .charge(FakeNode.home(mixer).child("c1"), Bytes.ofMebibytes(1));
    var view = view(flow.runOnce());

    assertThat(view.adoption()).isEqualTo("subtree");
    assertThat(view.reason()).isEqualTo("placed");
    assertThat(view.memory()).isEqualTo(new MemoryView(A_256, A_256, A_256, mebi(200), mebi(1)));
    assertThat(view.containers().getFirst().name()).isEqualTo("main");
    assertThat(view.containers().getFirst().memory())
        .isEqualTo(new MemoryView(A_256, A_256, A_256, mebi(190), mebi(1)));
    assertThat(view.cgroups()).allSatisfy(cgroup -> assertThat(cgroup.disagreeing()).isZero());
    assertThat(view.threadClasses()).extracting(ThreadClassView::name).containsExactly("rt");
    assertThat(view.processes())
        .as("the sandbox is not the pod's own")
        .singleElement()
        .satisfies(
            process -> {
              assertThat(process.pid()).isEqualTo(10);
              assertThat(process.oomScoreAdj()).isEqualTo(new Setting(-997, -997, true));
              assertThat(process.cgroup()).endsWith("/c1/main");
            });
  }

  @Test
  void showsARunningPodInPlaceWithWhatIsChargedThere() {
    node.pod(mixer).running(mixer, "c1", 10, Bytes.ofMebibytes(200));
    var view = view(flow.settle());

    assertThat(view.adoption()).isEqualTo("in-place");
    assertThat(view.reason()).startsWith("already running");
    assertThat(view.memory()).isEqualTo(new MemoryView(A_256, A_256, A_256, mebi(200), mebi(0)));
    assertThat(PodSummary.of(view).disagreeing()).isZero();
  }

  @Test
  void showsThatNothingIsEffectiveBeforeTheAncestorsHaveIt() {
    node.pod(mixer).running(mixer, "c1", 10, Bytes.ofMebibytes(200));
    var view = view(flow.runOnce());

    assertThat(view.memory().granted()).isEqualTo(A_256);
    assertThat(view.memory().effective()).isEqualTo(mebi(0));
    assertThat(PodSummary.of(view).disagreeing()).isPositive();
  }

  @Test
  void showsAKnobThatSomebodyElseChanged() {
    node.pod(mixer).running(mixer, "c1", 10, Bytes.ofMebibytes(200));
    flow.settle();
    var home = FakeNode.home(mixer).child("c1");
    node.knob(home, "memory.min", "4096");
    var view = view(flow.runOnce());

    assertThat(view.cgroups())
        .filteredOn(cgroup -> cgroup.path().equals(home.toString()))
        .flatExtracting(CgroupView::knobs)
        .filteredOn(knob -> !knob.agrees())
        .containsExactly(new KnobView("memory.min", "268435456", "4096", false));
    assertThat(view.memory().effective().bytes()).isEqualTo(4096);
  }

  @Test
  void wantsNothingOfAPodOnHold() {
    var held = pod("held").container("main", "256Mi", "256Mi").annotation(Labels.HOLD, "true");
    node.pod(held.build()).running(held.build(), "c1", 10, Bytes.ofMebibytes(200));
    var view = view(flow.settle());

    assertThat(view.adoption()).isEqualTo("held");
    assertThat(view.memory().chargedHere()).isEqualTo(mebi(200));
    assertThat(view.processes().getFirst().oomScoreAdj()).isEqualTo(new Setting(null, 500, true));
    assertThat(view.cgroups())
        .flatExtracting(CgroupView::knobs)
        .allSatisfy(knob -> assertThat(knob.wanted()).isNull());
  }

  @Test
  void showsAPodThatNoProfileServesAndWhy() {
    var pod = pod("singer").profile("karaoke").container("main", "1Mi", null).build();
    node.pod(pod).running(pod, "c1", 10, Bytes.ofMebibytes(3));
    var view = view(flow.settle());

    assertThat(view.adoption()).isEqualTo("unserved");
    assertThat(view.profile()).isEqualTo("karaoke");
    assertThat(view.numa()).isNull();
    assertThat(view.reason()).contains("\"karaoke\" is not configured", "realtime");
    assertThat(view.memory().chargedHere()).isEqualTo(mebi(3));
  }

  @Test
  void saysWhatAPodWithoutContainersWaitsFor() {
    node.pod(mixer);
    var view = view(flow.settle());

    assertThat(view.adoption()).isEqualTo("waiting");
    assertThat(view.reason()).isEqualTo("its cgroup has no container yet");
  }

  @Test
  void doesNotGuessWhoseMemoryItIsInASharedDomain() throws ConfigurationException {
    var shared = new FakeFlow(node, ConfigurationReader.read("domain: node", "test"));
    node.pod(mixer).born(mixer, "c1", 10);
    var placed = shared.settle().desired().pods().getFirst().numaNode();
    node.charge(Subtree.node(placed), Bytes.ofMebibytes(200));
    var view = view(shared.runOnce());

    assertThat(view.memory().chargedHere()).isNull();
    assertThat(view.memory().effective()).isEqualTo(A_256);
  }

  @Test
  void showsContainersThatAreLookedAfterInDifferentWays() {
    node.pod(mixer).running(mixer, "c1", 10, Bytes.ofMebibytes(100)).born(mixer, "c2", 20);
    var report = flow.settle();

    assertThat(view(report).adoption()).isEqualTo("mixed");
    assertThat(view(report).memory().chargedHere()).isEqualTo(mebi(100));
    assertThat(StatusBoard.byAdoption(report)).containsEntry("mixed", 1L).containsEntry("held", 0L);
  }

  private static Amount mebi(int count) {
    return Amount.of(Bytes.ofMebibytes(count));
  }

  private static PodView view(Report report) {
    return new PodViews(report).all().getFirst();
  }
}
