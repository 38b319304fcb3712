package io.audionode.agent.report.status;

import static io.audionode.agent.fixture.PodBuilder.roomy;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.apply.Outcome;
import io.audionode.agent.config.ConfigurationException;
import io.audionode.agent.config.ConfigurationReader;
import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.fixture.PodBuilder;
import io.audionode.agent.fixture.PressureLooks;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.QosClass;
import io.audionode.agent.model.SeenCgroup;
import io.audionode.agent.model.SeenCgroups;
import io.audionode.agent.model.incident.RecorderState;
import io.audionode.agent.model.pressure.Triggers;
import io.audionode.agent.plan.Action;
import io.audionode.agent.report.Report;
import io.audionode.cgroupfs.cpuset.Cpuset;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.HashMap;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Without this, a node gives less than it seems to and nobody is told. */
class DegradationsTest {
  private static final RecorderState RECORDER = new RecorderState(1, 0, null, List.of());
  private static final Action DUE = new Action.WriteSwappiness(60, 1, "");

  private final FakeNode node = FakeNode.withNumaNodes(2);
  private final FakeFlow flow = new FakeFlow(node);

  @Test
  void isNothingWhereTheNodeGivesEverything() {
    var pod = roomy("mixer", "256Mi", "512Mi");
    node.pod(pod).born(pod, "c1", 10);
    assertThat(of(flow.settle())).isEmpty();
    assertThat(of(new FakeFlow(FakeNode.withNumaNodes(1)).settle())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpuset", "cpu", "pids"})
  void namesAControllerThatIsMissingAndWhatIsLost(String controller) {
    assertThat(of(new FakeFlow(node.withoutController(controller)).settle()))
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.what()).isEqualTo(controller);
              assertThat(one.finding()).startsWith("no " + controller + " controller: ");
            });
  }

  @Test
  void writesNoCpusetWithoutItsController() {
    var pod = roomy("mixer", "256Mi", "512Mi");
    var bare = FakeNode.withNumaNodes(2).withoutController("cpuset");
    bare.pod(pod).born(pod, "c1", 10);
    var desired = new FakeFlow(bare).runOnce().desired();
    assertThat(desired.cgroups().values())
        .allSatisfy(
            cgroup ->
                assertThat(cgroup.knobs())
                    .doesNotContainKeys(Cpuset.MEMS.file(), Cpuset.CPUS.file()));
  }

  @Test
  void passesOnWhyPressureIsSampledAndWhyTheKernelsLogIsNotRead() {
    var recorder = new RecorderState(1, 0, "open kmsg: EPERM", List.of());
    var all = Degradations.of(flow.settle(), PressureLooks.withoutPsi(), recorder);
    assertThat(all)
        .containsExactly(
            new Degradation("pressure", "no PSI (boot with psi=1), memory.stat is sampled"),
            new Degradation("kernel-log", "open kmsg: EPERM, who was killed is inferred"));
  }

  @Test
  void countsWritesThatAreDeniedToThisProcessButNoneThatAnybodyWouldBeRefused() {
    var report = flow.settle();
    var busy = new Outcome.Refused(DUE, "write x: EBUSY");
    assertThat(of(with(report, busy))).isEmpty();
    var denied = new Outcome.Refused(DUE, "write swappiness: EROFS", true);
    assertThat(of(with(report, busy, denied, denied)))
        .containsExactly(new Degradation("writes", "2 denied, such as write swappiness: EROFS"));
  }

  @Test
  void saysWhenSwapCannotBeKeptFromAudioPods() {
    var report = flow.settle();
    assertThat(of(report)).isEmpty();
    assertThat(of(withoutSwapLimits(report)))
        .extracting(Degradation::what)
        .containsExactly("swap-limit");
  }

  /** As a kernel that was booted with {@code swapaccount=0}. */
  private static Report withoutSwapLimits(Report report) {
    var seen = report.seen();
    var cgroups = new TreeMap<CgroupPath, SeenCgroup>();
    seen.cgroups().all().forEach(cgroup -> cgroups.put(cgroup.path(), withoutSwapLimit(cgroup)));
    var snapshot =
        new NodeSnapshot(
            seen.machine(),
            SeenCgroups.of(cgroups),
            seen.processes(),
            seen.threads(),
            seen.pods(),
            seen.donors(),
            seen.alarms(),
            seen.migrations(),
            seen.hold(),
            seen.gaps(),
            seen.originals());
    return new Report(
        report.at(),
        snapshot,
        report.desired(),
        report.plan(),
        report.disputes(),
        List.of(),
        List.of());
  }

  private static SeenCgroup withoutSwapLimit(SeenCgroup cgroup) {
    var knobs = new HashMap<>(cgroup.knobs());
    knobs.remove(Memory.SWAP_MAX.file());
    return new SeenCgroup(
        cgroup.path(),
        cgroup.inode(),
        cgroup.type(),
        cgroup.subtreeControl(),
        knobs,
        cgroup.current(),
        cgroup.oomKills(),
        cgroup.devices());
  }

  @Test
  void saysThatNothingCanBeReclaimedWhereAProfileWantsIt() throws ConfigurationException {
    var reclaiming =
        ConfigurationReader.read(
            "profiles: {realtime: {reactions: [observe, reclaim]}}", "fixture");
    node.pod(roomy("mixer", "256Mi", "512Mi"))
        .pod(PodBuilder.pod("batch").asksNothing().qos(QosClass.BEST_EFFORT).build());
    assertThat(of(new FakeFlow(node, reclaiming).settle())).isEmpty();
    assertThat(of(new FakeFlow(node.withoutReclaim(), reclaiming).settle()))
        .singleElement()
        .satisfies(one -> assertThat(one.finding()).startsWith("no memory.reclaim (since 5.19)"));
  }

  private static Report with(Report report, Outcome... outcomes) {
    return new Report(
        report.at(),
        report.seen(),
        report.desired(),
        report.plan(),
        report.disputes(),
        List.of(outcomes),
        List.of());
  }

  private static List<Degradation> of(Report report) {
    return Degradations.of(report, Triggers.NONE, RECORDER);
  }
}
