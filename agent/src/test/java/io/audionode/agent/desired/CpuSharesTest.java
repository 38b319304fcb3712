package io.audionode.agent.desired;

import static io.audionode.agent.desired.Decisions.DEFAULTS;
import static io.audionode.agent.fixture.PodBuilder.roomy;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.config.Configuration;
import io.audionode.agent.config.Configuration.Domain;
import io.audionode.agent.config.ExclusiveCpus;
import io.audionode.agent.config.ExclusiveCpus.Partition;
import io.audionode.agent.config.Profile;
import io.audionode.agent.config.ThreadClass;
import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.model.CpuReserves;
import io.audionode.agent.model.Pod;
import io.audionode.agent.model.Subtree;
import io.audionode.agent.report.Report;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which cpus who gets, written to a node without a kernel. */
class CpuSharesTest {
  private static final CgroupPath NODE0 = Subtree.node(0);
  private static final CpuList NONE = CpuList.EMPTY;

  private final Pod mixer = roomy("mixer", "64Mi", "128Mi");
  private final Pod synth = roomy("synth", "64Mi", "128Mi");
  private final FakeNode node = FakeNode.withNumaNodes(1).online(0, 0, 1, 2, 3);

  @Test
  void leavesReservedAndIsolatedCpusAloneAndSaysWhoseTheyAre() {
    node.reserves(new CpuReserves(CpuList.of(3), CpuList.of(1)));
    var report = settled(with(CpuList.of(0), ExclusiveCpus.NONE));
    assertThat(cpus(report, NODE0)).isEqualTo("2");
    var usable = shares(report, with(CpuList.of(0), ExclusiveCpus.NONE)).usable();
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
    assertThat(shares(report, configuration).shared()).isEqualTo(CpuList.of(1));
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
  void neverGivesAwayWhatKubeletsCpuManagerGaveToAContainer() {
    placed(mixer, 10);
    placed(synth, 20);
    node.knob(FakeNode.home(synth).child("c20"), "cpuset.cpus", "2-3");
    var report = settled(with(NONE, exclusive(1)));
    assertThat(cpus(report, container(synth))).isEqualTo("2-3");
    assertThat(cpus(report, threads(synth, "rt"))).isEqualTo("3");
    assertThat(cpus(report, threads(synth, "main"))).isEqualTo("2");
    assertThat(cpus(report, threads(mixer, "rt"))).isEqualTo("1");
    assertThat(cpus(report, threads(mixer, "main"))).isEqualTo("0,2");
  }

  @Test
  void keepsTheCpusOfAPinThatTheConfigurationReserves() {
    placed(synth, 20);
    node.knob(FakeNode.home(synth).child("c20"), "cpuset.cpus", "0");
    var report = settled(with(CpuList.of(0), ExclusiveCpus.NONE));
    assertThat(cpus(report, NODE0)).isEqualTo("0-3");
    assertThat(cpus(report, container(synth))).isEqualTo("0");
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

  @Test
  void asksForNoPartitionWhereTheKernelWouldWantAllOfAudio() {
    placed(mixer, 10);
    var report = settled(with(NONE, new ExclusiveCpus(1, Partition.ISOLATED)));
    assertThat(Decisions.knobs(report.desired(), threads(mixer, "rt")))
        .doesNotContainKey("cpuset.cpus.partition");
    assertThat(Decisions.of(mixer, report.desired()).warnings())
        .containsExactly(
            "thread class rt in c10: partition isolated needs Linux 6.7, and is not asked for: cpus 3 are its own among audio pods only");
  }

  @Test
  void namesTheCpusOfAPartitionOnEveryLevelAboveIt() {
    placed(mixer, 10);
    settled(with(NONE, exclusive(1)));
    var levels = remotePartitions();
    var report = settled(with(NONE, new ExclusiveCpus(1, Partition.ISOLATED)));
    assertThat(levels)
        .allMatch(
            path -> report.seen().knob(path, "cpuset.cpus.exclusive").equals(Optional.of("3")));
    assertThat(report.seen().knob(threads(mixer, "rt"), "cpuset.cpus.partition"))
        .hasValue("isolated");
    var gone = settled(with(NONE, exclusive(1)));
    assertThat(levels)
        .allMatch(path -> gone.seen().knob(path, "cpuset.cpus.exclusive").equals(Optional.of("")));
    assertThat(gone.seen().knob(threads(mixer, "rt"), "cpuset.cpus.partition")).hasValue("member");
  }

  @Test
  void leavesAPartitionToTheKernelThatCallsItInvalidAndSaysWhy() {
    placed(mixer, 10);
    settled(with(NONE, exclusive(1)));
    remotePartitions();
    var isolated = with(NONE, new ExclusiveCpus(1, Partition.ISOLATED));
    settled(isolated);
    node.knob(threads(mixer, "rt"), "cpuset.cpus.partition", "isolated invalid (Because)");
    var report = new FakeFlow(node, isolated).runOnce();
    assertThat(report.plan().actions()).isEmpty();
    assertThat(Decisions.of(mixer, report.desired()).warnings())
        .singleElement()
        .asString()
        .contains("isolated invalid (Because)");
  }

  private List<CgroupPath> remotePartitions() {
    var levels =
        List.of(
            Subtree.ROOT,
            NODE0,
            Subtree.pod(0, mixer.uid()),
            container(mixer),
            threads(mixer, "rt"));
    levels.forEach(path -> node.knob(path, "cpuset.cpus.exclusive", ""));
    node.knob(threads(mixer, "rt"), "cpuset.cpus.partition", "member");
    return levels;
  }

  private void placed(Pod pod, int pid) {
    node.pod(pod).born(pod, "c" + pid, pid);
  }

  private CgroupPath container(Pod pod) {
    return Subtree.pod(0, pod.uid()).child(pod.equals(mixer) ? "c10" : "c20");
  }

  private CgroupPath threads(Pod pod, String name) {
    return container(pod).child(name);
  }

  private Report settled(Configuration configuration) {
    return new FakeFlow(node, configuration).settle();
  }

  private static String cpus(Report report, CgroupPath path) {
    return report.seen().knob(path, "cpuset.cpus").orElse("absent");
  }

  private static NodeCpus shares(Report report, Configuration configuration) {
    return CpuShares.of(report.seen(), configuration, report.desired().pods())
        .node(0)
        .orElseThrow();
  }

  private static ExclusiveCpus exclusive(int count) {
    return new ExclusiveCpus(count, Partition.MEMBER);
  }

  private static Configuration with(CpuList reserved, ExclusiveCpus exclusive) {
    return with(reserved, exclusive, Domain.CONTAINER);
  }

  private static Configuration with(CpuList reserved, ExclusiveCpus exclusive, Domain domain) {
    var profiles = new LinkedHashMap<>(DEFAULTS.profiles());
    var like = requireNonNull(profiles.get("realtime"));
    var rt =
        new ThreadClass(
            "rt",
            Set.of(ThreadClass.SchedulingPolicy.FIFO),
            ThreadClass.LOWEST_PRIORITY,
            List.of(),
            10000,
            ThreadClass.Uclamp.NONE,
            exclusive,
            null);
    profiles.put(
        "realtime",
        new Profile(
            like.name(),
            like.memoryMin(),
            like.swapMax(),
            like.oomScoreAdj(),
            like.numa(),
            List.of(rt),
            like.mlockAdvice(),
            like.reactions()));
    return new Configuration(
        DEFAULTS.placement(),
        domain,
        DEFAULTS.inPlaceThreads(),
        DEFAULTS.swappiness(),
        DEFAULTS.subtreeMax(),
        DEFAULTS.onStop(),
        reserved,
        profiles,
        DEFAULTS.pressure(),
        DEFAULTS.migration());
  }
}
