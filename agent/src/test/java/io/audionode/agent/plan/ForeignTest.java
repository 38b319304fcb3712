package io.audionode.agent.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.fixture.PodBuilder;
import io.audionode.agent.model.Labels;
import io.audionode.agent.model.Original;
import io.audionode.agent.model.Pod;
import io.audionode.agent.restore.Cleanliness;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Putting back must not undo what somebody else has decided since. */
class ForeignTest {
  private static final String MIN = "memory.min";
  private static final CgroupPath KUBEPODS = new CgroupPath("kubepods");

  private final Pod pod = PodBuilder.guaranteed("mixer", "64Mi");
  private final CgroupPath home = FakeNode.home(pod).child("c");
  private final FakeNode node =
      FakeNode.withNumaNodes(1).pod(pod).running(pod, "c", 10, Bytes.ofMebibytes(50));
  private final FakeFlow flow = new FakeFlow(node);

  @Test
  void keepsWhatSomebodyElseHasWrittenSinceAndSaysSo() {
    var other = score("-500");
    node.pod(other).running(other, "c", 20, Bytes.ofMebibytes(50));
    flow.settle();
    var history = List.copyOf(node.snapshot().originals().all());
    node.knob(home, MIN, "4096").swappiness(30).oomScoreAdj(20, 7);

    var plan = new Planner().undo(node.snapshot());
    assertThat(plan.actions())
        .filteredOn(action -> action instanceof Action.Forget forget && forget.kept())
        .extracting(Action::reason)
        .containsExactlyInAnyOrder(
            "somebody else has written 4096 since",
            "somebody else has written 30 since",
            "somebody else has written 7 since");
    undo();

    assertThat(node.snapshot().knob(home, MIN)).contains("4096");
    assertThat(node.snapshot().machine().swappiness()).isEqualTo(30);
    assertThat(node.oomScoreAdj(20)).isEqualTo(7);
    assertThat(node.snapshot().knob(KUBEPODS, MIN)).as("the agent's own word").contains("0");
    assertThat(node.snapshot().originals().all()).isEmpty();
    assertThat(Cleanliness.compare(history, 0, node.snapshot()).differences()).isEmpty();
  }

  @Test
  void putsBackWhateverItGaveItself() {
    flow.settle();
    var second = PodBuilder.guaranteed("second", "32Mi");
    node.pod(second).running(second, "c", 20, Bytes.ofMebibytes(50));
    flow.settle();
    node.knob(KUBEPODS, MIN, Long.toString(64L << 20)); // what it gave before the second came
    undo();
    assertThat(node.snapshot().knob(KUBEPODS, MIN)).contains("0");
  }

  @Test
  void putsBackEveryScoreThatItGaveItselfAlsoToForks() {
    var asking = score("-500");
    node.pod(asking).running(asking, "c", 20, Bytes.ofMebibytes(50));
    flow.settle();
    var home = FakeNode.home(asking).child("c");
    var found = originalScore(20);
    node.process(21, 20, "fork", home);
    node.pod(score("-700"));
    flow.settle();
    assertThat(List.of(node.oomScoreAdj(20), node.oomScoreAdj(21))).containsOnly(-700);
    node.process(22, 21, "fork", home)
        .oomScoreAdj(20, -500); // as if killed before the second write
    undo();
    assertThat(List.of(node.oomScoreAdj(20), node.oomScoreAdj(21), node.oomScoreAdj(22)))
        .containsOnly(found);
  }

  @Test
  void leavesTheForksOfAForeignScoreTheirs() {
    var other = score("-500");
    node.pod(other).running(other, "c", 20, Bytes.ofMebibytes(50));
    flow.settle();
    node.oomScoreAdj(20, 7).process(21, 20, "fork", FakeNode.home(other).child("c"));
    undo();
    assertThat(List.of(node.oomScoreAdj(20), node.oomScoreAdj(21))).containsOnly(7);
  }

  @Test
  void putsBackTheForksOfOneThatSomebodyElseGaveAnotherScore() {
    var other = score("-500");
    node.pod(other).running(other, "c", 20, Bytes.ofMebibytes(50));
    flow.settle();
    var found = originalScore(20);
    node.process(21, 20, "fork", FakeNode.home(other).child("c")).oomScoreAdj(20, 7);
    undo();
    assertThat(List.of(node.oomScoreAdj(20), node.oomScoreAdj(21))).containsExactly(7, found);
  }

  /** Hold is for those who write by hand: what tells of the others must not go with it. */
  @Test
  void remembersWhatForksHadWhileTheirPodIsOnHold() {
    var other = score("-500");
    node.pod(other).running(other, "c", 20, Bytes.ofMebibytes(50));
    flow.settle();
    var found = originalScore(20);
    node.process(21, 20, "fork", FakeNode.home(other).child("c"));
    node.pod(
        PodBuilder.pod("other")
            .annotation(Labels.HOLD, "true")
            .container("main", "64Mi", "128Mi")
            .build());
    node.oomScoreAdj(20, 7);
    flow.runOnce();
    flow.runOnce();
    undo();
    assertThat(List.of(node.oomScoreAdj(20), node.oomScoreAdj(21))).containsExactly(7, found);
    assertThat(node.snapshot().originals().all()).isEmpty();
  }

  @Test
  void takesForForeignOnlyWhatItCanKnow() {
    var old = new Original.OomScoreAdj(FakeNode.id(10), home, 900, Set.of());
    assertThat(old.isForeign(7)).as("it did not note what it gave").isFalse();
    assertThat(old.before(-500, -300).given()).containsExactlyInAnyOrder(-500, -300);
    assertThat(old.before(-500, -997).given()).as("of a moment").containsExactly(-500);
    var onlyUnderPressure = old.before(900, 900);
    assertThat(onlyUnderPressure.isForeign(-997)).isFalse();
    assertThat(onlyUnderPressure.isForeign(7)).isTrue();
  }

  @Test
  void remembersNoMoreScoresThanForksMayHave() {
    var line = new Original.OomScoreAdj(FakeNode.id(10), home, 900, Set.of());
    for (var score = 0; score < 100; score++) {
      line = line.before(score, score - 1);
      assertThat(line.given()).hasSizeLessThan(10).contains(score);
      assertThat(score == 0 || line.given().contains(score - 1)).as("may be there yet").isTrue();
      assertThat(line.isForeign(score)).isFalse();
    }
    assertThat(line.isForeign(-3)).isTrue();
    assertThat(line.isForeign(900)).isFalse();
  }

  @Test
  void repairsWhatSomebodyElseWritesWhileItRunsAndPutsBackWhatItFoundFirst() {
    flow.settle();
    node.knob(home, MIN, "4096");
    var repair = flow.runOnce();
    assertThat(repair.plan().originals()).as("needs no room in the journal").isEmpty();
    assertThat(node.snapshot().knob(home, MIN)).contains(Long.toString(64L << 20));
    undo();
    assertThat(node.snapshot().knob(home, MIN)).contains("0");
  }

  @Test
  void overwritesWhatIsThereWhenAnOlderVersionDidNotNoteWhatItGave() {
    var inode = node.snapshot().cgroup(home).orElseThrow().inode();
    var old = new Original.KnobValue(home, inode, MIN, "0");
    assertThat(old.isForeign("4096")).isFalse();
    assertThat(new Original.Swappiness(60).isForeign(30)).isFalse();
    assertThat(old.before("2", "1"))
        .isEqualTo(new Original.KnobValue(home, inode, MIN, "0", Set.of("1", "2")));
    assertThat(new Original.Swappiness(60).before(2, 1))
        .isEqualTo(new Original.Swappiness(60, Set.of(1, 2)));
  }

  @Test
  void remembersNoMoreThanWhatMayBeUnderWay() {
    var line = Original.KnobValue.before("0", KUBEPODS, 7, MIN, "max");
    for (var sum = 1; sum < 1000; sum++) {
      line = line.before(Integer.toString(sum), Integer.toString(sum - 1));
      assertThat(line.given()).hasSizeLessThan(10).contains("" + sum, "" + (sum - 1));
    }
    assertThat(line.found()).isEqualTo("max");
    assertThat(line.before("1", "77777").given()).as("theirs").doesNotContain("77777");
  }

  private static Pod score(String oomScoreAdj) {
    return PodBuilder.pod("other")
        .annotation(Labels.OOM_SCORE_ADJ, oomScoreAdj)
        .container("main", "64Mi", "128Mi")
        .build();
  }

  private int originalScore(int pid) {
    return node.snapshot().originals().oomScoreAdj(FakeNode.id(pid)).orElseThrow();
  }

  private void undo() {
    for (var round = 0; round < 8; round++) {
      node.apply(new Planner().undo(node.snapshot()));
    }
  }
}
