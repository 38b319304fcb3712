package io.audionode.agent.desired;

import static io.audionode.agent.fixture.PodBuilder.pod;
import static io.audionode.agent.fixture.PodBuilder.roomy;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.config.Configuration;
import io.audionode.agent.config.ExclusiveCpus;
import io.audionode.agent.config.ExclusiveCpus.Partition;
import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.model.CpuReserves;
import io.audionode.agent.model.Labels;
import io.audionode.agent.model.Pod;
import io.audionode.agent.model.QosClass;
import io.audionode.agent.model.Subtree;
import io.audionode.agent.plan.Action;
import io.audionode.cgroupfs.format.CpuList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Cpus of pods that nobody may write to now are nobody else's meanwhile. */
class FixedCpusTest extends CpuDecisions {
  private final AtomicReference<Configuration> configuration =
      new AtomicReference<>(with(NONE, exclusive(1)));

  private final FakeFlow flow = new FakeFlow(node, configuration::get);

  @Test
  void keepsTheCpusOfAPodThatCannotBeReadForAMoment() {
    placed(synth, 20);
    flow.settle();
    node.closed(Subtree.pod(0, synth.uid()));
    placed(mixer, 10);
    var hidden = flow.settle();
    assertThat(cpus(hidden, threads(mixer, "rt"))).isEqualTo("2");
    assertThat(cpus(hidden, threads(mixer, "main"))).isEqualTo("0-1");
    assertThat(cpus(hidden, NODE0)).isEqualTo("0-3");
    node.readable();
    var back = flow.settle();
    assertThat(cpus(back, threads(synth, "rt"))).isEqualTo("3");
    assertThat(cpus(back, threads(mixer, "rt"))).isEqualTo("2");
  }

  @Test
  void keepsWhatKubeletGaveToAContainerWhoseHomeCannotBeRead() {
    var guaranteed = pod("synth").qos(QosClass.GUARANTEED).container("main", "128Mi", 2000).build();
    placed(guaranteed, 20);
    node.knob(FakeNode.home(guaranteed).child("c20"), "cpuset.cpus", "2-3");
    flow.settle();
    node.closed(FakeNode.home(guaranteed));
    placed(mixer, 10);
    var hidden = flow.settle();
    assertThat(cpus(hidden, threads(mixer, "rt"))).isEqualTo("1");
    assertThat(cpus(hidden, NODE0)).isEqualTo("0-3");
  }

  @Test
  void keepsTheCpusOfAPodOnHoldWhateverIsConfiguredMeanwhile() {
    placed(synth, 20);
    flow.settle();
    node.pod(onHold());
    configuration.set(with(NONE, exclusive(2)));
    placed(mixer, 10);
    var held = new FakeFlow(node, configuration::get).settle();
    assertThat(cpus(held, threads(synth, "rt"))).isEqualTo("3");
    assertThat(cpus(held, threads(mixer, "rt"))).isEqualTo("1-2");
    assertThat(cpus(held, threads(mixer, "main"))).isEqualTo("0");
  }

  @Test
  void takesCpusOfItsOwnFromNoClassThoughAPodOnHoldHasAllOfAThirdOne() {
    placed(synth, 20);
    flow.settle();
    node.pod(onHold());
    var organ = roomy("organ", "64Mi", "128Mi");
    placed(organ, 30);
    var own = Subtree.pod(0, organ.uid()).child("c30").child("rt");
    assertThat(cpus(flow.settle(), own)).isEqualTo("2");
    placed(mixer, 10);
    node.knob(FakeNode.home(mixer).child("c10"), "cpuset.cpus", "3");
    var third = flow.settle();
    assertThat(cpus(third, threads(synth, "rt"))).isEqualTo("3");
    assertThat(cpus(third, own)).isEqualTo("2");
    assertThat(shares(third).exclusive()).hasSize(2);
    assertThat(Decisions.of(mixer, third.desired()).warnings())
        .anyMatch(warning -> warning.contains("wants 1 cpus of its own and shares"));
  }

  @Test
  void namesTheCpusOfAPartitionOfAPodOnHoldAboveIt() {
    placed(mixer, 10);
    flow.settle();
    remotePartitions();
    configuration.set(with(NONE, new ExclusiveCpus(1, Partition.ISOLATED)));
    flow.settle();
    node.pod(
        pod("mixer").annotation(Labels.HOLD, "true").container("main", "64Mi", "128Mi").build());
    configuration.set(with(NONE, exclusive(1)));
    var held = flow.settle();
    assertThat(held.seen().knob(Subtree.ROOT, "cpuset.cpus.exclusive")).hasValue("3");
    assertThat(held.seen().knob(NODE0, "cpuset.cpus.exclusive")).hasValue("3");
    assertThat(held.seen().knob(threads(mixer, "rt"), "cpuset.cpus.partition"))
        .hasValue("isolated");
  }

  @Test
  void writesNoKnobAfterARestartUntilAllPodsAreToldOf() {
    node.reserves(new CpuReserves(CpuList.of(3), NONE));
    placed(mixer, 10);
    flow.settle();
    remotePartitions();
    configuration.set(with(NONE, new ExclusiveCpus(1, Partition.ISOLATED)));
    assertThat(cpus(flow.settle(), NODE0)).isEqualTo("0-3");
    node.forget(mixer).podsComplete(false);
    var restarted = new FakeFlow(node, configuration::get);
    assertThat(restarted.runOnce().plan().actions()).noneMatch(Action.WriteKnob.class::isInstance);
    placed(synth, 20);
    var other = restarted.settle();
    assertThat(cpus(other, threads(synth, "rt"))).isEqualTo("2");
    assertThat(cpus(other, threads(synth, "main"))).isEqualTo("0-1");
    assertThat(cpus(other, threads(mixer, "rt"))).isEqualTo("3");
    assertThat(other.seen().knob(Subtree.ROOT, "cpuset.cpus.exclusive")).hasValue("2-3");
    assertThat(other.seen().knob(threads(mixer, "rt"), "cpuset.cpus.partition"))
        .hasValue("isolated");
  }

  @Test
  void takesNothingFromTheLevelsAbovePodsUntilAllAreToldOf() {
    flow.settle();
    node.knob(Subtree.ROOT, "cpuset.cpus.exclusive", "2-3")
        .knob(NODE0, "cpuset.cpus.exclusive", "3")
        .reserves(new CpuReserves(CpuList.of(3), NONE))
        .podsComplete(false);
    var incomplete = flow.settle();
    assertThat(cpus(incomplete, NODE0)).isEqualTo("0-3");
    assertThat(incomplete.seen().knob(Subtree.ROOT, "cpuset.cpus.exclusive")).hasValue("2-3");
    assertThat(incomplete.seen().knob(NODE0, "cpuset.cpus.exclusive")).hasValue("3");
    node.podsComplete(true);
    var complete = flow.settle();
    assertThat(cpus(complete, NODE0)).isEqualTo("0-2");
    assertThat(complete.seen().knob(Subtree.ROOT, "cpuset.cpus.exclusive")).hasValue("");
  }

  @Test
  void takesOnlyTheCpusOfPodsThatCannotBeReadForKubeletsOwn() {
    var guaranteed = pod("synth").qos(QosClass.GUARANTEED).container("main", "128Mi", 1000).build();
    placed(guaranteed, 20);
    node.knob(FakeNode.home(guaranteed).child("c20"), "cpuset.cpus", "3");
    placed(mixer, 10);
    node.reserves(new CpuReserves(NONE, NONE, CpuList.of(2, 3), List.of()));
    assertThat(shares(flow.settle()).shared()).isEqualTo(CpuList.of(0));
    node.closed(FakeNode.home(guaranteed));
    node.reserves(CpuReserves.NONE);
    var hidden = flow.settle();
    assertThat(shares(hidden).shared()).isEqualTo(CpuList.of(0, 2));
    assertThat(cpus(hidden, threads(mixer, "rt"))).isEqualTo("1");
  }

  private static Pod onHold() {
    return pod("synth").annotation(Labels.HOLD, "true").container("main", "64Mi", "128Mi").build();
  }
}
