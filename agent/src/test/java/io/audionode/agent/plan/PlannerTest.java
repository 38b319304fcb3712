package io.audionode.agent.plan;

import static io.audionode.agent.fixture.PodBuilder.guaranteed;
import static io.audionode.agent.fixture.PodBuilder.pod;
import static io.audionode.agent.fixture.PodBuilder.roomy;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.model.Labels;
import io.audionode.agent.model.Original;
import io.audionode.agent.model.Pod;
import io.audionode.agent.model.Subtree;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The order of a plan, what the journal hears of it, and that it is empty when nothing differs. A
 * wrong order leaves a leaf unprotected for a moment, or makes the kernel refuse; a plan that never
 * empties writes for ever.
 */
class PlannerTest {
  private static final String MIN = "memory.min";

  private final Pod mixer = guaranteed("mixer", "64Mi");
  private final CgroupPath home = FakeNode.home(mixer).child("c1");
  private final FakeNode node = FakeNode.withNumaNodes(1);
  private final FakeFlow flow = new FakeFlow(node);

  @Test
  void plansNothingWhenNothingDiffers() {
    placed();
    assertThat(flow.runOnce().plan()).isEqualTo(new Plan(List.of(), List.of()));
  }

  @Test
  void growsProtectionFromTheRootToTheLeaves() {
    node.pod(mixer).born(mixer, "c1", 10);
    assertThat(run())
        .containsSubsequence(
            "set audio memory.min = 67108864",
            "set audio/node0 memory.min = 67108864",
            "set audio/node0/poduid-mixer memory.min = 67108864",
            "set audio/node0/poduid-mixer/c1 memory.min = 67108864");
  }

  @Test
  void growsProtectionThatIsThereFromTheRootToTheLeaves() {
    placed();
    node.pod(guaranteed("mixer", "96Mi"));
    assertThat(run())
        .filteredOn(action -> action.contains(MIN))
        .containsExactly(
            "set audio memory.min = 100663296 (was 67108864)",
            "set audio/node0 memory.min = 100663296 (was 67108864)",
            "set audio/node0/poduid-mixer memory.min = 100663296 (was 67108864)",
            "set audio/node0/poduid-mixer/c1 memory.min = 100663296 (was 67108864)");
  }

  @Test
  void shrinksProtectionFromTheLeavesToTheRoot() {
    placed();
    node.pod(guaranteed("mixer", "16Mi"));
    assertThat(run())
        .filteredOn(action -> action.contains(MIN))
        .containsExactly(
            "set audio/node0/poduid-mixer/c1 memory.min = 16777216 (was 67108864)",
            "set audio/node0/poduid-mixer memory.min = 16777216 (was 67108864)",
            "set audio/node0 memory.min = 16777216 (was 67108864)",
            "set audio memory.min = 16777216 (was 67108864)");
  }

  @Test
  void setsLimitsAndScoresAfterTheProcessesTheyAreFor() {
    var burstable = roomy("mixer", "64Mi", "128Mi");
    node.pod(burstable).born(burstable, "c1", 10);
    assertThat(run())
        .containsSubsequence(
            "create audio/node0/poduid-mixer/c1",
            "set audio/node0/poduid-mixer/c1 cgroup.subtree_control +cpu +cpuset",
            "set audio/node0/poduid-mixer/c1 memory.swap.max = 0",
            "create audio/node0/poduid-mixer/c1/rt",
            "set audio/node0/poduid-mixer/c1/rt cgroup.type = threaded",
            "set audio/node0/poduid-mixer/c1/rt cpu.weight = 10000",
            "move process 10 from %s to audio/node0/poduid-mixer/c1/main"
                .formatted(FakeNode.home(burstable).child("c1")),
            "set audio/node0/poduid-mixer/c1 memory.max = 134217728",
            "set process 10 oom_score_adj = -500 (was 500)");
  }

  @Test
  void takesProcessesOutBeforeItRemovesWhatTheyWereIn() {
    placed();
    assertThat(new Planner().undo(node.snapshot()).actions())
        .extracting(Action::toString)
        .containsSubsequence(
            "move process 10 from audio/node0/poduid-mixer/c1/main to " + home,
            "remove audio/node0/poduid-mixer/c1/main",
            "remove audio/node0/poduid-mixer/c1",
            "remove audio/node0/poduid-mixer",
            "remove audio/node0",
            "remove audio");
  }

  @Test
  void leavesACgroupAsLongAsAStrangerIsInIt() {
    placed();
    var main = Subtree.pod(0, mixer.uid()).child("c1").child("main");
    node.process(99, 1, "stranger", main).delete(mixer).process(99, 1, "stranger", main);
    assertThat(run()).noneMatch(action -> action.equals("remove " + main));
  }

  @Test
  void tellsTheJournalOnceAndOnlyOfWhatIsNotTheAgentsOwn() {
    var lower = annotated("-999");
    node.pod(lower).born(lower, "c1", 10);
    var originals = flow.runOnce().plan().originals();
    assertThat(originals)
        .contains(
            new Original.Home(FakeNode.id(10), home),
            new Original.OomScoreAdj(FakeNode.id(10), home, -997, Set.of(-999)),
            new Original.Swappiness(60, Set.of(1)),
            new Original.Created(Subtree.ROOT))
        .noneMatch(Original.KnobValue.class::isInstance)
        .doesNotHaveDuplicates();
    node.swappiness(90).oomScoreAdj(10, 5);
    assertThat(flow.runOnce().plan().originals()).isEmpty();
    assertThat(node.snapshot().originals().swappiness()).contains(60);
  }

  @Test
  void saysWhatMustNotBeDoneBeforeTheJournalKnows() {
    node.pod(mixer).running(mixer, "c1", 10, Bytes.ofMebibytes(50));
    var plan = flow.plan();
    var others = plan.actions().stream().filter(action -> !plan.announced().contains(action));
    assertThat(plan.announced()).hasSameSizeAs(plan.originals());
    assertThat(others)
        .as("what is written in cgroups of the agent's own, and what they are made of")
        .allMatch(
            action ->
                action instanceof Action.WriteKnob(var cgroup, _, _, _, _, _)
                    ? Subtree.contains(cgroup)
                    : action instanceof Action.SetControllers(var path, _, _, _)
                        && Subtree.contains(path));
  }

  @Test
  void tellsTheJournalOfProtectionThatItTakesAwayInPlace() {
    var render = pod("render").profile("render").container("main", "64Mi", "256Mi").build();
    var found = FakeNode.home(render).child("c1");
    node.pod(render).running(render, "c1", 10, Bytes.ofMebibytes(50)).knob(found, MIN, "67108864");
    flow.settle();
    assertThat(node.snapshot().knob(found, MIN)).contains("33554432");
    undo();
    assertThat(node.snapshot().knob(found, MIN)).contains("67108864");
  }

  @Test
  void tellsTheJournalAnewWhenACgroupOfTheSameNameIsAnother() {
    node.pod(mixer).running(mixer, "c1", 10, Bytes.ofMebibytes(50));
    flow.settle();
    node.exit(10).removed(mixer, "c1").running(mixer, "c1", 11, Bytes.ofMebibytes(50));
    node.knob(home, "memory.swap.max", "4096");
    flow.settle();
    assertThat(node.snapshot().knob(home, "memory.swap.max")).contains("0");
    undo();
    assertThat(node.snapshot().knob(home, "memory.swap.max")).contains("4096");
  }

  @Test
  void putsTheScoreOfAForkBackToWhatItsParentHad() {
    placed();
    node.process(11, 10, "fork", Subtree.pod(0, mixer.uid()).child("c1").child("main"));
    node.pod(annotated("-950"));
    flow.settle();
    undo();
    assertThat(node.snapshot().processes()).allMatch(process -> process.oomScoreAdj() == -997);
  }

  @Test
  void doesNotWriteForEverToAFileThatIsNotThere() {
    var bare = new CgroupPath("kubepods/burstable");
    var pod = pod("bare").container("main", "64Mi", "256Mi").build();
    node.pod(pod).running(pod, "c1", 10, Bytes.ofMebibytes(50));
    node.withoutControllers(FakeNode.home(pod));
    assertThat(node.snapshot().knob(FakeNode.home(pod).child("c1"), MIN)).isEmpty();
    flow.settle();
    assertThat(node.snapshot().knob(bare, MIN)).contains("67108864");
  }

  @Test
  void leavesSwappinessAloneWhenItIsAsWanted() {
    node.swappiness(1);
    assertThat(flow.runOnce().plan().originals()).noneMatch(Original.Swappiness.class::isInstance);
  }

  @Test
  void keepsOneLineOfTheJournalForTheDeadOfAContainer() {
    placed();
    node.pod(annotated("-999"));
    flow.settle();
    for (var pid = 100; pid < 120; pid++) {
      node.process(pid, 1, "probe", home);
      flow.settle();
      node.exit(pid);
      flow.settle();
    }
    assertThat(node.snapshot().originals().each(Original.Home.class)).hasSize(1);
    assertThat(node.snapshot().originals().each(Original.OomScoreAdj.class)).hasSize(1);
  }

  private Pod annotated(String oomScoreAdj) {
    return pod("mixer")
        .qos(mixer.qos())
        .annotation(Labels.OOM_SCORE_ADJ, oomScoreAdj)
        .container("main", "64Mi", "64Mi")
        .build();
  }

  private void placed() {
    node.pod(mixer).born(mixer, "c1", 10);
    flow.settle();
  }

  private List<String> run() {
    return flow.runOnce().plan().actions().stream().map(Action::toString).toList();
  }

  private void undo() {
    for (var plan = new Planner().undo(node.snapshot());
        !plan.isEmpty();
        plan = new Planner().undo(node.snapshot())) {
      node.apply(plan);
    }
  }
}
