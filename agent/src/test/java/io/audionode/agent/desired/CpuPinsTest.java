package io.audionode.agent.desired;

import static io.audionode.agent.fixture.PodBuilder.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.config.ExclusiveCpus;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.model.CpuReserves;
import io.audionode.agent.model.Pod;
import io.audionode.agent.model.QosClass;
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

  private void kubelets(Pod pod, String list) {
    node.knob(
        FakeNode.home(pod).child(pod.name().equals("mixer") ? "c10" : "c20"), "cpuset.cpus", list);
  }
}
