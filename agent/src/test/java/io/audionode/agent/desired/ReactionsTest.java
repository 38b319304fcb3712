package io.audionode.agent.desired;

import static io.audionode.agent.fixture.PodBuilder.pod;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.apply.Outcome;
import io.audionode.agent.config.Configuration;
import io.audionode.agent.config.ConfigurationException;
import io.audionode.agent.config.ConfigurationReader;
import io.audionode.agent.config.Profile;
import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.fixture.PodBuilder;
import io.audionode.agent.model.Labels;
import io.audionode.agent.model.Pod;
import io.audionode.agent.model.QosClass;
import io.audionode.agent.plan.Action;
import io.audionode.agent.report.Report;
import io.audionode.cgroupfs.format.Bytes;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done while memory pressure hurts: in the plan, bounded, and undone when it is calm. */
class ReactionsTest {
  private static final Duration T0 = Duration.ofSeconds(1000);

  private final FakeNode node = FakeNode.withNumaNodes(1);
  private final Pod mixer = pod("mixer").container("main", "256Mi", "512Mi").build();

  @Test
  void keepsTheOomKillerFromAPodAsLongAsItIsHurt() throws ConfigurationException {
    var flow = flow("");
    node.pod(mixer).born(mixer, "c1", 10);
    flow.settle();
    assertThat(node.oomScoreAdj(10)).isEqualTo(-500);

    node.hurts(T0, mixer);
    assertThat(flow.settle().desired().reactions())
        .extracting(Reaction::state)
        .containsExactly(Reaction.State.IN_FORCE);
    assertThat(node.oomScoreAdj(10)).isEqualTo(-997);
    node.process(11, 10, "fork", node.snapshot().processes().getFirst().cgroup());

    node.hurts(T0.plusSeconds(30));
    flow.settle();
    assertThat(node.oomScoreAdj(10)).isEqualTo(-500);
    assertThat(node.oomScoreAdj(11)).isEqualTo(-500);
  }

  @Test
  void putsAForkBackWhoseParentEndedWhileItWasHurt() throws ConfigurationException {
    var flow = flow("");
    node.pod(mixer).born(mixer, "c1", 10);
    flow.settle();
    node.hurts(T0, mixer);
    flow.settle();
    node.process(11, 10, "fork", node.snapshot().processes().getFirst().cgroup()).exit(10);

    node.hurts(T0.plusSeconds(30));
    flow.settle();
    assertThat(node.oomScoreAdj(11)).isEqualTo(-500);
    node.forget(mixer);
    flow.settle();
    assertThat(node.oomScoreAdj(11)).as("kubelet's own").isEqualTo(500);
  }

  @Test
  void putsAForkBackThatCameJustBeforeItsParentWas() throws ConfigurationException {
    var flow = flow("");
    node.pod(mixer).born(mixer, "c1", 10);
    flow.settle();
    node.hurts(T0, mixer);
    flow.settle();
    node.hurts(T0.plusSeconds(30));
    var plan = flow.plan();
    node.process(11, 10, "fork", node.snapshot().processes().getFirst().cgroup());
    node.apply(plan);

    flow.settle();
    assertThat(node.oomScoreAdj(11)).isEqualTo(-500);
  }

  @Test
  void knowsAForkThatCameJustBeforeItsParentGotTheScoreOfTheMoment() throws ConfigurationException {
    var flow = flow("");
    node.pod(mixer).born(mixer, "c1", 10);
    flow.settle();
    node.hurts(T0, mixer);
    var plan = flow.plan();
    node.process(11, 10, "fork", node.snapshot().processes().getFirst().cgroup());
    node.apply(plan);
    flow.settle();

    node.hurts(T0.plusSeconds(30)).forget(mixer);
    flow.settle();
    assertThat(node.oomScoreAdj(11)).as("kubelet's own").isEqualTo(500);
  }

  @Test
  void knowsAForkOfAContainerThatWasBornWhileItsPodWasHurt() throws ConfigurationException {
    var flow = flow("");
    node.pod(mixer).born(mixer, "c1", 10).hurts(T0, mixer);
    flow.settle();
    node.hurts(T0.plusSeconds(30));
    flow.settle();
    node.process(11, 10, "fork", node.snapshot().processes().getFirst().cgroup()).exit(10);
    flow.settle();

    node.forget(mixer);
    flow.settle();
    assertThat(node.oomScoreAdj(11)).as("kubelet's own").isEqualTo(500);
  }

  @Test
  void leavesAPodAloneWhoseAuthorGaveTheScore() throws ConfigurationException {
    var own =
        pod("own")
            .container("main", "256Mi", "512Mi")
            .annotation(Labels.OOM_SCORE_ADJ, "100")
            .build();
    var flow = flow("");
    node.pod(own).born(own, "c1", 10).hurts(T0, own);
    var report = flow.settle();
    assertThat(node.oomScoreAdj(10)).isEqualTo(100);
    assertThat(report.desired().reactions()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "profiles: {realtime: {reactions: []}}"})
  void touchesNobodyElseUnlessAProfileSaysSo(String yaml) throws ConfigurationException {
    var flow = flow(yaml);
    donor("batch", 800);
    node.pod(mixer).born(mixer, "c1", 10).hurts(T0, mixer);
    var report = flow.settle();
    assertThat(report.desired().reactions()).allMatch(reaction -> reaction.donation() == null);
    assertThat(highOf("batch")).isEqualTo("max");
  }

  @Test
  void takesNothingForAPodThatHurtsAtItsOwnLimit() throws ConfigurationException {
    var flow = flow("profiles: {realtime: {reactions: [observe, throttle, reclaim]}}");
    donor("batch", 500);
    node.pod(mixer).born(mixer, "c1", 10).hurtsItself(T0, mixer);
    assertThat(flow.settle().desired().reactions())
        .extracting(Reaction::state)
        .containsOnly(Reaction.State.READY);
    assertThat(highOf("batch")).isEqualTo("max");
  }

  @Test
  void liftsALimitAlsoWhileAPodMayBeUnknownOrByANewAgent() throws ConfigurationException {
    var yaml = "profiles: {realtime: {reactions: [observe, throttle]}}";
    donor("batch", 500);
    node.pod(mixer).born(mixer, "c1", 10).hurts(T0, mixer);
    flow(yaml).settle();
    assertThat(highOf("batch")).isNotEqualTo("max");

    node.podsComplete(false).hurts(T0.plusSeconds(1));
    flow(yaml).runOnce();
    assertThat(highOf("batch")).isEqualTo("max");
  }

  @Test
  void liftsTheLimitOfAPodThatIsPutOnHold() throws ConfigurationException {
    var flow = flow("profiles: {realtime: {reactions: [observe, throttle]}}");
    donor("batch", 500);
    node.pod(mixer).born(mixer, "c1", 10).hurts(T0, mixer);
    flow.settle();
    node.pod(builder("batch").profile("render").annotation(Labels.HOLD, "true").build());
    flow.runOnce();
    assertThat(highOf("batch")).isEqualTo("max");
  }

  @Test
  void letsAPodGoThatGetsAnotherLimitMeanwhile() throws ConfigurationException {
    var flow = flow("profiles: {realtime: {reactions: [observe, throttle]}}");
    donor("batch", 500);
    node.pod(mixer).born(mixer, "c1", 10).hurts(T0, mixer);
    flow.settle();
    node.knob(FakeNode.home(builder("batch").build()), "memory.high", "max");
    node.hurts(T0.plusSeconds(5), mixer);
    flow.settle();
    node.knob(FakeNode.home(builder("batch").build()), "memory.high", "209715200");
    node.hurts(T0.plusSeconds(10), mixer);
    flow.settle();
    assertThat(highOf("batch")).as("its own limit stays").isEqualTo("209715200");
    node.hurts(T0.plusSeconds(15), mixer);
    assertThat(states(flow.settle())).isEmpty();
    node.knob(FakeNode.home(builder("batch").build()), "memory.high", "max");
    node.hurts(T0.plusSeconds(20), mixer);
    assertThat(states(flow.settle())).containsExactly(Reaction.State.COOLING_DOWN);
  }

  @Test
  void asksNoKernelToReclaimThatCannot() throws ConfigurationException {
    var flow = flow("profiles: {realtime: {reactions: [observe, reclaim]}}");
    donor("batch", 500);
    node.withoutReclaim().pod(mixer).born(mixer, "c1", 10).hurts(T0, mixer);
    assertThat(reclaims(flow.runOnce())).isEmpty();
  }

  @Test
  void takesByOneReactionAtATime() throws ConfigurationException {
    var flow = flow("profiles: {realtime: {reactions: [observe, throttle, reclaim]}}");
    donor("batch", 500);
    node.pod(mixer).born(mixer, "c1", 10).hurts(T0, mixer);
    assertThat(reclaims(flow.runOnce())).isEmpty();
    node.hurts(T0.plusSeconds(60), mixer);
    assertThat(reclaims(flow.runOnce())).hasSize(1);
  }

  @Test
  void throttlesABestEffortPodUntilItIsCalm() throws ConfigurationException {
    var flow = flow("profiles: {realtime: {reactions: [observe, throttle]}}");
    donor("batch", 500);
    node.pod(mixer).born(mixer, "c1", 10);
    assertThat(states(flow.settle())).containsExactly(Reaction.State.READY);
    assertThat(highOf("batch")).isEqualTo("max");

    node.hurts(T0, mixer);
    assertThat(states(flow.settle())).containsExactly(Reaction.State.IN_FORCE);
    assertThat(highOf("batch")).isEqualTo(Long.toString(Bytes.ofMebibytes(450).value()));

    node.hurts(T0.plusSeconds(31));
    assertThat(states(flow.settle())).containsExactly(Reaction.State.COOLING_DOWN);
    assertThat(highOf("batch")).isEqualTo("max");
    assertThat(node.snapshot().originals().all())
        .noneMatch(original -> original.key().contains("memory.high"));
  }

  @Test
  void throttlesForAMinuteAtTheMostAndThenNotBeforeACoolDown() throws ConfigurationException {
    var flow = flow("profiles: {realtime: {reactions: [observe, throttle]}}");
    donor("batch", 500);
    node.pod(mixer).born(mixer, "c1", 10).hurts(T0, mixer);
    flow.settle();
    node.hurts(T0.plusSeconds(59), mixer);
    assertThat(states(flow.settle())).containsExactly(Reaction.State.IN_FORCE);
    node.hurts(T0.plusSeconds(60), mixer);
    assertThat(states(flow.settle())).containsExactly(Reaction.State.COOLING_DOWN);
    assertThat(highOf("batch")).isEqualTo("max");
    node.hurts(T0.plusSeconds(119), mixer);
    assertThat(states(flow.settle())).containsExactly(Reaction.State.COOLING_DOWN);
    node.hurts(T0.plusSeconds(120), mixer);
    assertThat(states(flow.settle())).containsExactly(Reaction.State.IN_FORCE);
  }

  @Test
  void reclaimsATenthOnceInACoolDown() throws ConfigurationException {
    var flow = flow("profiles: {realtime: {reactions: [observe, reclaim]}}");
    donor("batch", 500);
    donor("huge", 4000);
    node.pod(mixer).born(mixer, "c1", 10);
    flow.settle();
    node.hurts(T0, mixer);
    assertThat(reclaims(flow.runOnce()))
        .containsExactly(
            "reclaim 64Mi from kubepods/besteffort/poduid-huge",
            "reclaim 50Mi from kubepods/besteffort/poduid-batch");
    node.hurts(T0.plusSeconds(59), mixer);
    assertThat(reclaims(flow.runOnce())).isEmpty();
    node.hurts(T0.plusSeconds(60), mixer);
    assertThat(reclaims(flow.runOnce())).hasSize(2);
    node.hurts(T0.plusSeconds(200));
    assertThat(reclaims(flow.runOnce())).isEmpty();
  }

  @Test
  void takesFromFiveAtTheMostAndNeverFromSmallOnesOrTheSystemOrThoseOnHold()
      throws ConfigurationException {
    var flow = flow("profiles: {realtime: {reactions: [observe, throttle, reclaim]}}");
    for (var i = 0; i < 8; i++) {
      donor("batch" + i, 100 + i);
    }
    donor("small", 63);
    give(builder("proxy").ofTheSystem().build(), 900);
    give(builder("held").annotation(Labels.HOLD, "true").build(), 900);
    give(builder("burstable").qos(QosClass.BURSTABLE).build(), 900);
    var other = pod("other").qos(QosClass.BEST_EFFORT).container("main", null, null).build();
    node.pod(other).running(other, "c9", 90, Bytes.ofMebibytes(900));
    node.charge(FakeNode.home(other), Bytes.ofMebibytes(900));
    node.pod(mixer).born(mixer, "c1", 10).hurts(T0, mixer);

    var report = flow.settle();
    assertThat(report.desired().reactions())
        .filteredOn(reaction -> reaction.kind() == Profile.Reaction.THROTTLE)
        .extracting(reaction -> requireNonNull(reaction.donation()).title())
        .containsOnly(
            "default/batch7",
            "default/batch6",
            "default/batch5",
            "default/batch4",
            "default/batch3");
    for (var left : List.of("small", "proxy", "held", "burstable", "batch2")) {
      assertThat(highOf(left)).as(left).isEqualTo("max");
    }
  }

  @Test
  void leavesALimitAloneThatSomebodyElseHasSet() throws ConfigurationException {
    var flow = flow("profiles: {realtime: {reactions: [observe, throttle]}}");
    donor("batch", 500);
    node.knob(FakeNode.home(builder("batch").build()), "memory.high", "536870912");
    node.pod(mixer).born(mixer, "c1", 10).hurts(T0, mixer);
    assertThat(flow.settle().desired().reactions()).isEmpty();
    assertThat(highOf("batch")).isEqualTo("536870912");
  }

  @Test
  void endsWhenTheConfigurationNoLongerWantsIt() throws ConfigurationException {
    var on = configuration("profiles: {realtime: {reactions: [observe, throttle]}}");
    var now = new Configuration[] {on};
    var flow = new FakeFlow(node, () -> now[0]);
    donor("batch", 500);
    node.pod(mixer).born(mixer, "c1", 10).hurts(T0, mixer);
    flow.settle();
    now[0] = Configuration.defaults();
    flow.settle();
    assertThat(highOf("batch")).isEqualTo("max");
  }

  private void donor(String name, long mebibytes) {
    give(builder(name).build(), mebibytes);
  }

  private void give(Pod donor, long mebibytes) {
    node.pod(donor).charge(FakeNode.home(donor), Bytes.ofMebibytes(mebibytes));
  }

  private static PodBuilder builder(String name) {
    return pod(name).asksNothing().qos(QosClass.BEST_EFFORT);
  }

  private FakeFlow flow(String yaml) throws ConfigurationException {
    return new FakeFlow(node, configuration(yaml));
  }

  private static Configuration configuration(String yaml) throws ConfigurationException {
    return ConfigurationReader.read(yaml, "test");
  }

  private static List<Reaction.State> states(Report report) {
    return report.desired().reactions().stream()
        .filter(reaction -> reaction.kind() == Profile.Reaction.THROTTLE)
        .map(Reaction::state)
        .toList();
  }

  private static List<String> reclaims(Report report) {
    return report.outcomes().stream()
        .filter(Outcome.Applied.class::isInstance)
        .map(Outcome::action)
        .filter(Action.Reclaim.class::isInstance)
        .map(Object::toString)
        .toList();
  }

  private String highOf(String name) {
    return node.snapshot().cgroups().all().stream()
        .filter(cgroup -> cgroup.path().name().equals("poduid-" + name))
        .findFirst()
        .orElseThrow()
        .knob("memory.high")
        .orElseThrow();
  }
}
