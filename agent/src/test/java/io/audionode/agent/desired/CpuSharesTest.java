package io.audionode.agent.desired;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.config.Configuration.Domain;
import io.audionode.agent.config.ExclusiveCpus;
import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.model.CpuReserves;
import io.audionode.agent.model.Subtree;
import io.audionode.cgroupfs.format.CpuList;
import org.junit.jupiter.api.Test;

/** Which cpus who gets, written to a node without a kernel. */
class CpuSharesTest extends CpuDecisions {
  @Test
  void leavesReservedAndIsolatedCpusAloneAndSaysWhoseTheyAre() {
    node.reserves(new CpuReserves(CpuList.of(3), CpuList.of(1)));
    var report = settled(with(CpuList.of(0), ExclusiveCpus.NONE));
    assertThat(cpus(report, NODE0)).isEqualTo("2");
    var usable = shares(report).usable();
    assertThat(usable.configured()).isEqualTo(CpuList.of(0));
    assertThat(usable.kubelet()).isEqualTo(CpuList.of(1));
    assertThat(usable.isolated()).isEqualTo(CpuList.of(3));
    assertThat(report.desired().warnings()).isEmpty();
  }

  @Test
  void usesAllCpusOfANodeAndSaysSoWhenAllAreReserved() {
    var report = settled(with(CpuList.parse("0-5"), ExclusiveCpus.NONE));
    assertThat(cpus(report, NODE0)).isEqualTo("0-3");
    assertThat(report.desired().warnings())
        .singleElement()
        .asString()
        .contains("NUMA node 0", "0-3", "are all reserved");
  }

  @Test
  void givesAClassCpusThatNoOtherThreadMayUse() {
    var configuration = with(CpuList.of(0), exclusive(1));
    placed(mixer, 10);
    placed(synth, 20);
    var report = settled(configuration);
    assertThat(cpus(report, NODE0)).isEqualTo("1-3");
    assertThat(cpus(report, threads(mixer, "rt"))).isEqualTo("3");
    assertThat(cpus(report, threads(synth, "rt"))).isEqualTo("2");
    assertThat(cpus(report, threads(mixer, "main"))).isEqualTo("1");
    assertThat(cpus(report, threads(synth, "main"))).isEqualTo("1");
    assertThat(shares(report).shared()).isEqualTo(CpuList.of(1));
  }

  @Test
  void doesTheSameInANodeDomain() {
    placed(mixer, 10);
    var both = with(NONE, exclusive(2), Domain.NODE);
    var report = settled(both);
    assertThat(cpus(report, Subtree.pod(0, mixer.uid()).child("rt"))).isEqualTo("2-3");
    assertThat(cpus(report, Subtree.pod(0, mixer.uid()).child("main"))).isEqualTo("0-1");
  }

  @Test
  void prefersIsolatedCpusAndGivesThemToNobodyElse() {
    node.reserves(new CpuReserves(CpuList.of(1), NONE));
    placed(mixer, 10);
    var report = settled(with(NONE, exclusive(1)));
    assertThat(cpus(report, NODE0)).isEqualTo("0-3");
    assertThat(cpus(report, threads(mixer, "rt"))).isEqualTo("1");
    assertThat(cpus(report, threads(mixer, "main"))).isEqualTo("0,2-3");
  }

  @Test
  void sharesWithTheArithmeticWhenThereAreTooFew() {
    placed(mixer, 10);
    placed(synth, 20);
    var report = settled(with(NONE, exclusive(2)));
    assertThat(cpus(report, threads(mixer, "rt"))).isEqualTo("2-3");
    assertThat(cpus(report, threads(synth, "rt"))).isEqualTo("0-1");
    assertThat(cpus(report, threads(synth, "main"))).isEqualTo("0-1");
    assertThat(Decisions.of(mixer, report.desired()).warnings()).isEmpty();
    assertThat(Decisions.of(synth, report.desired()).warnings())
        .containsExactly(
            "thread class rt in c20 wants 2 cpus of its own and shares: of cpus 0-3, 2 are other classes' own, "
                + "1 at least stays shared, 1 could be given; ask for fewer, or reserve fewer");
  }

  @Test
  void letsAClassKeepItsCpusWhenPodsComeAndGo() {
    var configuration = with(NONE, exclusive(1));
    placed(synth, 20);
    assertThat(cpus(settled(configuration), threads(synth, "rt"))).isEqualTo("3");
    placed(mixer, 10);
    var both = settled(configuration);
    assertThat(cpus(both, threads(synth, "rt"))).isEqualTo("3");
    assertThat(cpus(both, threads(mixer, "rt"))).isEqualTo("2");
    node.delete(synth);
    var left = settled(configuration);
    assertThat(cpus(left, threads(mixer, "rt"))).isEqualTo("2");
    assertThat(cpus(left, threads(mixer, "main"))).isEqualTo("0-1,3");
  }

  @Test
  void letsEverybodyUseAllAgainWhenNoClassHasCpusOfItsOwnAnyMore() {
    placed(mixer, 10);
    settled(with(NONE, exclusive(1)));
    var report = settled(with(NONE, ExclusiveCpus.NONE));
    assertThat(cpus(report, threads(mixer, "rt"))).isEqualTo("0-3");
    assertThat(cpus(report, threads(mixer, "main"))).isEqualTo("0-3");
  }

  @Test
  void writesNothingWhenACpuGoesOfflineAndSaysThatItIsMissing() {
    placed(mixer, 10);
    settled(with(NONE, ExclusiveCpus.NONE));
    node.online(0, 0, 1, 2).knob(NODE0, "cpuset.cpus.effective", "0-2");
    var report = new FakeFlow(node, with(NONE, ExclusiveCpus.NONE)).runOnce();
    assertThat(report.plan().actions()).isEmpty();
    assertThat(report.desired().warnings())
        .containsExactly(
            "audio/node0: cpuset.cpus.effective is \"0-2\" and lacks 3 of what is set: 3 offline or gone; they count again when they are back");
    node.online(0, 0, 1, 2, 3).knob(NODE0, "cpuset.cpus.effective", "0-3");
    var back = new FakeFlow(node, with(NONE, ExclusiveCpus.NONE)).runOnce();
    assertThat(back.plan().actions()).isEmpty();
    assertThat(back.desired().warnings()).isEmpty();
  }

  @Test
  void givesAClassAnotherCpuWhenItsOwnGoesOffline() {
    placed(mixer, 10);
    assertThat(cpus(settled(with(NONE, exclusive(1))), threads(mixer, "rt"))).isEqualTo("3");
    node.online(0, 0, 1, 2);
    var report = settled(with(NONE, exclusive(1)));
    assertThat(cpus(report, threads(mixer, "rt"))).isEqualTo("2");
    assertThat(cpus(report, threads(mixer, "main"))).isEqualTo("0-1,3");
  }

  @Test
  void keepsAPodOnItsNumaNodeWhenAllCpusOfThatGoOffline() {
    placed(mixer, 10);
    settled(with(NONE, ExclusiveCpus.NONE));
    node.online(0);
    assertThat(new FakeFlow(node, with(NONE, ExclusiveCpus.NONE)).runOnce().plan().actions())
        .isEmpty();
  }

  @Test
  void saysWhenCpusetWasTakenOutOfAParentsHands() {
    placed(mixer, 10);
    settled(with(NONE, ExclusiveCpus.NONE));
    node.withoutControllers(container(mixer));
    node.withoutControllers(Subtree.pod(0, mixer.uid()));
    node.withoutControllers(NODE0);
    node.withoutControllers(Subtree.ROOT);
    var report = new FakeFlow(node, with(NONE, ExclusiveCpus.NONE)).runOnce();
    assertThat(report.desired().warnings())
        .anyMatch(warning -> warning.startsWith("audio/node0: cpuset was taken out"));
    assertThat(cpus(settled(with(NONE, ExclusiveCpus.NONE)), NODE0)).isEqualTo("0-3");
  }
}
