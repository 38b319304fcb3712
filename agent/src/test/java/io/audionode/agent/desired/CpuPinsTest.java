package io.audionode.agent.desired;

import static io.audionode.agent.fixture.PodBuilder.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.config.Configuration.Domain;
import io.audionode.agent.config.ExclusiveCpus;
import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.model.CpuReserves;
import io.audionode.agent.model.Labels;
import io.audionode.agent.model.Pod;
import io.audionode.agent.model.QosClass;
import io.audionode.agent.model.Subtree;
import io.audionode.cgroupfs.format.CpuList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Beside kubelet's CPU manager, whose policy static sets the cpus of every container. */
class CpuPinsTest extends CpuDecisions {
  private final Pod guaranteed =
      pod("synth").qos(QosClass.GUARANTEED).container("main", "128Mi", 2000).build();

  @Test
  void neverGivesAwayWhatKubeletsCpuManagerGaveToAContainerAlone() {
    placed(mixer, 10);
    placed(guaranteed, 20);
    kubelets(guaranteed, "2-3");
    var report = settled(with(NONE, exclusive(1)));
    assertThat(cpus(report, container(guaranteed))).isEqualTo("2-3");
    assertThat(cpus(report, threads(guaranteed, "rt"))).isEqualTo("3");
    assertThat(cpus(report, threads(guaranteed, "main"))).isEqualTo("2");
    assertThat(cpus(report, threads(mixer, "rt"))).isEqualTo("1");
    assertThat(cpus(report, threads(mixer, "main"))).isEqualTo("0");
  }

  @Test
  void keepsReservedAndIsolatedCpusOutOfThePoolThatContainersShare() {
    node.reserves(new CpuReserves(CpuList.of(3), NONE));
    placed(mixer, 10);
    placed(synth, 20);
    kubelets(mixer, "0-3");
    kubelets(synth, "0-3");
    var report = settled(with(CpuList.of(0), ExclusiveCpus.NONE));
    assertThat(cpus(report, NODE0)).isEqualTo("1-2");
    assertThat(shares(report).shared()).isEqualTo(CpuList.of(1, 2));
    assertThat(cpus(report, threads(mixer, "main"))).isIn("", "absent");
  }

  @Test
  void letsThePoolTakeNothingFromThoseThatHaveNoList() {
    placed(mixer, 10);
    placed(synth, 20);
    kubelets(synth, "0-3");
    var report = settled(with(NONE, exclusive(1)));
    assertThat(cpus(report, threads(mixer, "rt"))).isEqualTo("3");
    assertThat(cpus(report, threads(synth, "rt"))).isEqualTo("2");
    assertThat(cpus(report, threads(mixer, "main"))).isEqualTo("0-1");
    assertThat(cpus(report, threads(synth, "main"))).isEqualTo("0-1");
  }

  @Test
  void givesAClassNoCpuThatItsContainerMayNotUse() {
    node.reserves(new CpuReserves(CpuList.of(1), NONE));
    placed(mixer, 10);
    kubelets(mixer, "0-2");
    var report = settled(with(CpuList.of(0), exclusive(1)));
    assertThat(cpus(report, threads(mixer, "rt"))).isEqualTo("1");
    assertThat(cpus(report, threads(mixer, "main"))).isEqualTo("2");
    assertThat(cpus(report, NODE0)).isEqualTo("1-3");
  }

  @ParameterizedTest
  @CsvSource({"GUARANTEED, 1500", "GUARANTEED, 1000", "GUARANTEED, 3000", "BURSTABLE, 2000"})
  void takesOnlyAWholeNumberOfCpusOfAGuaranteedPodForItsOwn(QosClass qos, long cpuMillis) {
    var other = pod("synth").qos(qos).container("main", "128Mi", cpuMillis).build();
    placed(other, 20);
    kubelets(other, "2-3");
    var report = settled(with(CpuList.of(2), ExclusiveCpus.NONE));
    assertThat(cpus(report, NODE0)).isEqualTo("0-1,3");
  }

  @Test
  void keepsTheCpusOfAListThatTheConfigurationReservesAsAWhole() {
    placed(synth, 20);
    kubelets(synth, "0");
    var report = settled(with(CpuList.of(0), ExclusiveCpus.NONE));
    assertThat(cpus(report, NODE0)).isEqualTo("0-3");
    assertThat(cpus(report, container(synth))).isEqualTo("0");
  }

  @Test
  void leavesCpusThatKubeletGaveToPodsThatDidNotAskAlone() {
    node.reserves(new CpuReserves(NONE, NONE, CpuList.of(3), List.of()));
    placed(mixer, 10);
    var report = settled(with(NONE, exclusive(1)));
    assertThat(cpus(report, NODE0)).isEqualTo("0-2");
    assertThat(cpus(report, threads(mixer, "rt"))).isEqualTo("2");
    assertThat(cpus(report, threads(mixer, "main"))).isEqualTo("0-1");
    node.reserves(new CpuReserves(NONE, NONE, CpuList.of(2, 3), List.of()));
    var fewer = settled(with(NONE, exclusive(1)));
    assertThat(cpus(fewer, threads(mixer, "rt"))).isEqualTo("1");
    assertThat(cpus(fewer, threads(mixer, "main"))).isEqualTo("0");
    node.reserves(new CpuReserves(NONE, NONE, CpuList.of(1, 2, 3), List.of()));
    var none = settled(with(NONE, exclusive(1)));
    assertThat(shares(none).exclusive()).isEmpty();
    assertThat(Decisions.of(mixer, none.desired()).warnings())
        .singleElement()
        .asString()
        .contains("wants 1 cpus of its own and shares", "kubelet gave 1-3 to single containers");
  }

  @Test
  void usesOtherNumaNodesRatherThanWhatKubeletGaveToContainersAlone() {
    var two = FakeNode.withNumaNodes(2);
    var far =
        pod("far").annotation(Labels.NUMA_NODE, "1").container("main", "64Mi", "128Mi").build();
    two.pod(far).born(far, "c30", 30);
    var flow = new FakeFlow(two, with(NONE, ExclusiveCpus.NONE));
    assertThat(cpus(flow.settle(), Subtree.node(1))).isEqualTo("2-3");
    two.reserves(new CpuReserves(NONE, NONE, CpuList.of(2), List.of()));
    assertThat(cpus(flow.settle(), Subtree.node(1))).isEqualTo("3");
    assertThat(cpus(flow.settle(), Subtree.node(0))).isEqualTo("0-1");
    two.online(1, 2);
    assertThat(cpus(flow.settle(), Subtree.node(1))).isEqualTo("0-1,3");
    two.online(1, 2, 3);
    assertThat(cpus(flow.settle(), Subtree.node(1))).isEqualTo("3");
    two.reserves(new CpuReserves(NONE, NONE, CpuList.of(2, 3), List.of()));
    var given = flow.settle();
    assertThat(cpus(given, Subtree.node(1))).isEqualTo("0-1");
    assertThat(given.desired().warnings())
        .singleElement()
        .asString()
        .contains("NUMA node 1", "containers by kubelet (2-3), so that audio pods share 0-1");
    two.delete(far);
    assertThat(flow.settle().desired().warnings()).isEmpty();
  }

  @Test
  void usesReservedAndIsolatedCpusRatherThanWhatKubeletGaveToContainersAlone() {
    node.reserves(new CpuReserves(CpuList.of(3), CpuList.of(0, 1), CpuList.of(2), List.of()));
    placed(mixer, 10);
    assertThat(cpus(settled(with(NONE, ExclusiveCpus.NONE)), NODE0)).isEqualTo("0-1,3");
    node.reserves(new CpuReserves(CpuList.of(3), CpuList.of(0), CpuList.of(1, 2, 3), List.of()));
    var isolatedToo = settled(with(CpuList.of(2), ExclusiveCpus.NONE));
    assertThat(cpus(isolatedToo, NODE0)).isEqualTo("0");
    assertThat(isolatedToo.desired().warnings())
        .singleElement()
        .asString()
        .contains("so that audio pods share 0 all the same");
  }

  @Test
  void saysNothingWhenAnAudioContainerHasAllThatIsNotReserved() {
    placed(guaranteed, 20);
    kubelets(guaranteed, "2-3");
    var report = settled(with(CpuList.of(0, 1), exclusive(1)));
    assertThat(report.desired().warnings()).isEmpty();
    assertThat(cpus(report, threads(guaranteed, "rt"))).isEqualTo("3");
    assertThat(cpus(report, threads(guaranteed, "main"))).isEqualTo("2");
  }

  @Test
  void leavesAContainerItsOwnCpusBesideASidecarInANodeDomain() {
    var both =
        pod("synth")
            .qos(QosClass.GUARANTEED)
            .container("main", "128Mi", 1000)
            .container("sidecar", "64Mi", 500)
            .build();
    placed(both, 20);
    node.born(both, "c21", 21);
    placed(mixer, 10);
    kubelets(both, "0");
    node.knob(FakeNode.home(both).child("c21"), "cpuset.cpus", "1-3");
    var top = Subtree.pod(0, both.uid());
    var report = settled(with(NONE, exclusive(1), Domain.NODE));
    assertThat(cpus(report, top)).isEqualTo("0-3");
    assertThat(cpus(report, top.child("rt"))).isEqualTo("0");
    assertThat(cpus(report, Subtree.pod(0, mixer.uid()).child("rt"))).isEqualTo("3");
    assertThat(cpus(report, top.child("main"))).isEqualTo("1-2");
    assertThat(cpus(report, Subtree.pod(0, mixer.uid()).child("main"))).isEqualTo("1-2");
    var shared = settled(with(NONE, ExclusiveCpus.NONE, Domain.NODE));
    assertThat(cpus(shared, top.child("main"))).isEqualTo("0-3");
    assertThat(cpus(shared, Subtree.pod(0, mixer.uid()).child("main"))).isEqualTo("1-3");
  }

  @Test
  void keepsAPodOnWhatItsContainersWereGivenInANodeDomain() {
    placed(guaranteed, 20);
    kubelets(guaranteed, "2-3");
    var top = Subtree.pod(0, guaranteed.uid());
    var domain = with(NONE, ExclusiveCpus.NONE, Domain.NODE);
    assertThat(cpus(settled(domain), top)).isEqualTo("2-3");
    node.born(guaranteed, "c21", 21);
    assertThat(cpus(settled(domain), top)).isEqualTo("0-3");
    var sidecar = FakeNode.home(guaranteed).child("c21");
    node.knob(sidecar, "cpuset.cpus", "1");
    assertThat(cpus(settled(domain), top)).isEqualTo("1-3");
    node.exit(20).removed(guaranteed, "c20").knob(sidecar, "cpuset.cpus", "");
    assertThat(cpus(settled(domain), top)).isEqualTo("0-3");
  }

  private void kubelets(Pod pod, String list) {
    node.knob(
        FakeNode.home(pod).child(pod.name().equals("mixer") ? "c10" : "c20"), "cpuset.cpus", list);
  }
}
