package io.audionode.agent.desired;

import static io.audionode.agent.desired.Decisions.desire;
import static io.audionode.agent.desired.Decisions.knobs;
import static io.audionode.agent.desired.Decisions.with;
import static io.audionode.agent.fixture.PodBuilder.guaranteed;
import static io.audionode.agent.fixture.PodBuilder.pod;
import static io.audionode.agent.fixture.PodBuilder.roomy;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.audionode.agent.config.Configuration.Domain;
import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.model.Labels;
import io.audionode.agent.model.Pod;
import io.audionode.agent.model.QosClass;
import io.audionode.agent.model.Subtree;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.tree.CgroupPath;
import org.junit.jupiter.api.Test;

/** The subtree of the design, level by level, for both domains: every cgroup and every knob. */
class SubtreeTest {
  private static final CgroupPath NODE0 = Subtree.node(0);
  private static final CgroupPath NODE1 = Subtree.node(1);

  private final Pod mixer = roomy("mixer", "64Mi", "128Mi");
  private final CgroupPath podCgroup = Subtree.pod(0, mixer.uid());
  private final FakeNode node = FakeNode.withNumaNodes(2);

  @Test
  void hasTheLevelsOfTheContainerDomain() {
    node.pod(mixer).born(mixer, "c1", 10);
    assertThat(desire(node).cgroups().keySet())
        .containsExactlyInAnyOrder(
            CgroupPath.ROOT,
            Subtree.ROOT,
            NODE0,
            NODE1,
            podCgroup,
            podCgroup.child("c1"),
            podCgroup.child("c1").child("main"),
            podCgroup.child("c1").child("rt"));
  }

  @Test
  void hasTheLevelsOfTheNodeDomain() {
    node.pod(mixer).born(mixer, "c1", 10);
    assertThat(desire(node, with(Domain.NODE)).cgroups().keySet())
        .containsExactlyInAnyOrder(
            CgroupPath.ROOT,
            Subtree.ROOT,
            NODE0,
            NODE1,
            podCgroup,
            podCgroup.child("main"),
            podCgroup.child("rt"));
  }

  @Test
  void givesAudioTheSumOfMinimaAndItsShareOfTheMachine() {
    node.pod(mixer).born(mixer, "c1", 10);
    assertThat(knobs(desire(node), Subtree.ROOT))
        .containsOnly(
            entry("memory.min", mebibytes(64)),
            entry("memory.max", "3435970560"),
            entry("cpu.weight", "100"));
  }

  @Test
  void givesAudioNoLimitWhenTheConfigurationHasNone() {
    assertThat(knobs(desire(node, Decisions.withSubtreeMax(null)), Subtree.ROOT))
        .containsEntry("memory.max", "max");
  }

  @Test
  void givesAudioTheCpuWeightOfKubepods() {
    node.pod(mixer).born(mixer, "c1", 10).knob(new CgroupPath("kubepods"), "cpu.weight", "158");
    assertThat(knobs(desire(node), Subtree.ROOT)).containsEntry("cpu.weight", "158");
  }

  @Test
  void bindsEachNumaNodeToItsOwnMemoryAndCpus() {
    node.pod(mixer).born(mixer, "c1", 10);
    assertThat(knobs(desire(node), NODE0))
        .containsOnly(
            entry("memory.min", mebibytes(64)),
            entry("memory.swap.max", "0"),
            entry("cpuset.mems", "0"),
            entry("cpuset.cpus", "0-1"));
    assertThat(knobs(desire(node), NODE1))
        .containsOnly(
            entry("memory.min", "0"),
            entry("memory.swap.max", "0"),
            entry("cpuset.mems", "1"),
            entry("cpuset.cpus", "2-3"));
  }

  @Test
  void mirrorsEveryLimitThatThePodAndItsContainerHaveInKubepods() {
    var home = FakeNode.home(mixer);
    node.pod(mixer)
        .born(mixer, "c1", 10)
        .knob(home, "pids.max", "500")
        .knob(home, "cpu.max", "50000 100000")
        .knob(home, "cpu.weight", "20")
        .knob(home.child("c1"), "memory.high", "99999744")
        .knob(home.child("c1"), "memory.oom.group", "1")
        .knob(home.child("c1"), "cpu.weight", "10")
        .knob(home.child("c1"), "cgroup.freeze", "1");
    var desired = desire(node);
    assertThat(knobs(desired, podCgroup))
        .containsOnly(
            entry("memory.min", mebibytes(64)),
            entry("memory.max", mebibytes(128)),
            entry("memory.high", "max"),
            entry("memory.oom.group", "0"),
            entry("memory.swap.max", "0"),
            entry("cpu.max", "50000 100000"),
            entry("cpu.weight", "20"),
            entry("pids.max", "500"),
            entry("cgroup.freeze", "0"));
    assertThat(knobs(desired, podCgroup.child("c1")))
        .containsOnly(
            entry("memory.min", mebibytes(64)),
            entry("memory.max", mebibytes(128)),
            entry("memory.high", "99999744"),
            entry("memory.oom.group", "1"),
            entry("memory.swap.max", "0"),
            entry("cpu.max", "max 100000"),
            entry("cpu.weight", "10"),
            entry("pids.max", "max"),
            entry("cgroup.freeze", "1"));
  }

  @Test
  void keepsACpuManagersCpusAsFarAsTheyAreOfTheNumaNode() {
    var home = FakeNode.home(mixer).child("c1");
    node.pod(mixer).born(mixer, "c1", 10).knob(home, "cpuset.cpus", "1-2");
    assertThat(knobs(desire(node), podCgroup.child("c1"))).containsEntry("cpuset.cpus", "1");
    node.knob(home, "cpuset.cpus", "3");
    assertThat(knobs(desire(node), Subtree.pod(1, mixer.uid()).child("c1")))
        .as("it goes where its cpus are")
        .containsEntry("cpuset.cpus", "3");
    node.knob(home, "cpuset.cpus", "1-2");
    new FakeFlow(node).settle();
    node.knob(home, "cpuset.cpus", "3");
    assertThat(knobs(desire(node), podCgroup.child("c1")))
        .as("it stays where it is")
        .doesNotContainKey("cpuset.cpus");
  }

  @Test
  void leavesAnInitContainerTheMemoryThatItsAuthorGaveIt() {
    var loader = pod("loader").container("main", "64Mi", "128Mi").initContainer("load", "512Mi");
    var pod = loader.build();
    var home = FakeNode.home(pod);
    node.pod(pod)
        .born(pod, "init", 10)
        .knob(home, "memory.max", mebibytes(512))
        .knob(home.child("init"), "memory.max", mebibytes(512));
    var place = Subtree.pod(0, pod.uid());
    assertThat(knobs(desire(node), place)).containsEntry("memory.max", mebibytes(512));
    assertThat(knobs(desire(node), place.child("init")))
        .containsEntry("memory.max", mebibytes(512))
        .containsEntry("memory.min", "0");
    node.born(pod, "app", 11).knob(home.child("app"), "memory.max", mebibytes(128));
    assertThat(knobs(desire(node), place.child("app")))
        .containsEntry("memory.max", mebibytes(128))
        .containsEntry("memory.min", mebibytes(64));
  }

  @Test
  void followsTheLimitSetAndTakesTheOneWrittenOnlyUntilThereIsOne() {
    node.pod(mixer).born(mixer, "c1", 10);
    assertThat(knobs(desire(node), podCgroup)).containsEntry("memory.max", mebibytes(128));
    assertThat(knobs(desire(node), podCgroup.child("c1")))
        .containsEntry("memory.max", mebibytes(128));
    node.knob(FakeNode.home(mixer), "memory.max", mebibytes(100))
        .knob(FakeNode.home(mixer).child("c1"), "memory.max", mebibytes(256));
    assertThat(knobs(desire(node), podCgroup)).containsEntry("memory.max", mebibytes(100));
    assertThat(knobs(desire(node), podCgroup.child("c1")))
        .containsEntry("memory.max", mebibytes(256));
  }

  @Test
  void makesContainersThreadRootsThatHandOutOnlyWhatThreadsMayUse() {
    node.pod(mixer).born(mixer, "c1", 10);
    var cgroups = desire(node).cgroups();
    assertThat(requireNonNull(cgroups.get(podCgroup)).subtreeControl())
        .containsExactlyInAnyOrder("cpu", "cpuset", "memory", "pids");
    assertThat(cgroups.get(podCgroup).threaded()).isFalse();
    var container = requireNonNull(cgroups.get(podCgroup.child("c1")));
    assertThat(container.subtreeControl()).containsExactlyInAnyOrder("cpu", "cpuset");
    assertThat(container.threaded()).isFalse();
    assertThat(requireNonNull(cgroups.get(podCgroup.child("c1").child("main"))).threaded())
        .isTrue();
    assertThat(requireNonNull(cgroups.get(podCgroup.child("c1").child("rt"))).threaded()).isTrue();
    assertThat(knobs(desire(node), podCgroup.child("c1").child("rt")))
        .containsOnly(
            entry("cpu.weight", "10000"),
            entry("cpu.uclamp.min", "0.00"),
            entry("cpu.uclamp.max", "max"));
  }

  @Test
  void makesTheNodeAThreadRootAndPodsThreadedWithoutMemoryKnobs() {
    node.pod(mixer).born(mixer, "c1", 10);
    var desired = desire(node, with(Domain.NODE));
    var root = requireNonNull(desired.cgroups().get(NODE0));
    assertThat(root.threaded()).isFalse();
    assertThat(root.subtreeControl()).containsExactlyInAnyOrder("cpu", "cpuset", "pids");
    assertThat(root.knobs()).containsEntry("memory.min", mebibytes(64));
    assertThat(requireNonNull(desired.cgroups().get(podCgroup)).threaded()).isTrue();
    assertThat(knobs(desired, podCgroup))
        .containsOnly(
            entry("cpu.max", "max 100000"),
            entry("cpu.weight", "100"),
            entry("pids.max", "max"),
            entry("cgroup.freeze", "0"));
  }

  @Test
  void freezesAThreadedPodOnlyWhenAllItsContainersArePaused() {
    var pod = pod("duo").container("a", "64Mi", "128Mi").container("b", "64Mi", "128Mi").build();
    var home = FakeNode.home(pod);
    var place = Subtree.pod(0, pod.uid());
    node.pod(pod).born(pod, "c1", 10).born(pod, "c2", 11);
    node.knob(home.child("c1"), "cgroup.freeze", "1");
    assertThat(knobs(desire(node, with(Domain.NODE)), place)).containsEntry("cgroup.freeze", "0");
    node.knob(home.child("c2"), "cgroup.freeze", "1");
    assertThat(knobs(desire(node, with(Domain.NODE)), place)).containsEntry("cgroup.freeze", "1");
  }

  @Test
  void handsControllersDownFromTheRootWithoutTouchingAnythingElseThere() {
    var root = requireNonNull(desire(node).cgroups().get(CgroupPath.ROOT));
    assertThat(root.made()).isFalse();
    assertThat(root.knobs()).isEmpty();
    assertThat(root.subtreeControl()).contains("memory", "cpuset", "cpu");
  }

  @Test
  void sumsTheMinimaOfAllPodsOfANode() {
    var synth = pod("synth").annotation(Labels.NUMA_NODE, "0").container("a", "32Mi", "64Mi");
    var organ = pod("organ").annotation(Labels.NUMA_NODE, "1").container("a", "16Mi", "64Mi");
    node.pod(mixer).born(mixer, "c1", 10);
    node.pod(synth.build()).born(synth.build(), "c2", 20);
    node.pod(organ.build()).born(organ.build(), "c3", 30);
    var desired = desire(node);
    assertThat(knobs(desired, NODE0)).containsEntry("memory.min", mebibytes(96));
    assertThat(knobs(desired, NODE1)).containsEntry("memory.min", mebibytes(16));
    assertThat(knobs(desired, Subtree.ROOT)).containsEntry("memory.min", mebibytes(112));
  }

  @Test
  void allowsARenderPodItsSwapAndNoMore() {
    var render = pod("r").profile("render").qos(QosClass.BEST_EFFORT).container("a", null, null);
    node.pod(render.build()).born(render.build(), "c1", 10);
    var desired = desire(node);
    var cgroup = Subtree.pod(0, "uid-r");
    assertThat(knobs(desired, cgroup.child("c1")))
        .containsEntry("memory.min", "0")
        .containsEntry("memory.max", "max")
        .containsEntry("memory.swap.max", mebibytes(4));
    assertThat(knobs(desired, NODE0)).containsEntry("memory.swap.max", mebibytes(4));
    assertThat(desired.cgroups()).doesNotContainKey(cgroup.child("c1").child("rt"));
  }

  @Test
  void letsNoAnnotationBreakTheSumsOfAllPods() {
    var greedy =
        pod("greedy")
            .annotation(Labels.SWAP_MAX, "9223372036854775807")
            .container("a", "1Mi", "9Mi");
    var pod = greedy.container("b", "1Mi", "9Mi").build();
    node.pod(pod).born(pod, "c1", 10).born(pod, "c2", 11);
    node.pod(mixer).born(mixer, "c3", 20);
    assertThat(knobs(desire(node), NODE0)).containsEntry("memory.swap.max", "max");
  }

  @Test
  void makesNoCgroupForAPodWithoutContainers() {
    node.pod(mixer);
    assertThat(desire(node).cgroups()).doesNotContainKey(podCgroup);
  }

  @Test
  void keepsTheSumsAboveAPodOnHold() {
    var organ = guaranteed("organ", "32Mi");
    node.pod(mixer).born(mixer, "c1", 10).pod(organ).born(organ, "c2", 20);
    new FakeFlow(node).settle();
    node.pod(
        pod("mixer").annotation(Labels.HOLD, "true").container("main", "64Mi", "128Mi").build());
    var desired = desire(node);
    assertThat(desired.untouchable()).contains(podCgroup, FakeNode.home(mixer));
    assertThat(desired.cgroups()).doesNotContainKey(podCgroup);
    assertThat(knobs(desired, Subtree.ROOT)).containsEntry("memory.min", mebibytes(96));
  }

  @Test
  void keepsTheSwapAboveAPodOnHold() {
    var render = pod("r").profile("render").container("a", "32Mi", "64Mi");
    node.pod(render.build()).born(render.build(), "c1", 10);
    new FakeFlow(node).settle();
    node.pod(render.annotation(Labels.HOLD, "true").build());
    assertThat(knobs(desire(node), NODE0)).containsEntry("memory.swap.max", mebibytes(4));
  }

  @Test
  void keepsTheSumOfAThreadRootAboveAPodOnHold() {
    var organ = guaranteed("organ", "32Mi");
    node.pod(mixer).born(mixer, "c1", 10).pod(organ).born(organ, "c2", 20);
    new FakeFlow(node, with(Domain.NODE)).settle();
    node.pod(
        pod("mixer").annotation(Labels.HOLD, "true").container("main", "64Mi", "128Mi").build());
    assertThat(knobs(desire(node, with(Domain.NODE)), Subtree.ROOT))
        .containsEntry("memory.min", mebibytes(96));
  }

  private static String mebibytes(long count) {
    return Bytes.ofMebibytes(count).text();
  }
}
