package io.audionode.agent.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.fixture.PodBuilder;
import io.audionode.agent.model.Original;
import io.audionode.agent.model.Pod;
import io.audionode.agent.plan.Planner;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A proof that says "clean" without having looked is worse than none. */
class CleanlinessTest {
  private final Pod pod = PodBuilder.guaranteed("mixer", "64Mi");
  private final FakeNode node =
      FakeNode.withNumaNodes(1).pod(pod).running(pod, "c", 10, Bytes.ofMebibytes(50));

  @Test
  void provesNothingWithoutAJournal() {
    var clean = compare(List.of());
    assertThat(clean.compared()).isZero();
    assertThat(clean.proven()).isFalse();
    assertThat(clean.text(false)).contains("nothing to compare").contains("--state");
  }

  @Test
  void doesNotHoldAnEmptyJournalAgainstANodeWithoutASubtreeWhereThatIsAllowed() {
    var clean = compare(List.of());
    assertThat(clean.unrefuted()).isTrue();
    assertThat(clean.text(true)).contains("nothing to compare", "counts as clean");
    new FakeFlow(node).settle();
    assertThat(compare(List.of()).unrefuted()).isFalse();
    assertThat(compare(List.of()).text(true)).contains("not as audionode found it");
  }

  @Test
  void holdsDamagedLinesAgainstANodeWhateverIsAllowed() {
    var clean = Cleanliness.compare(List.of(), 2, node.snapshot());
    assertThat(clean.unrefuted()).isFalse();
    assertThat(clean.text(true)).contains("damaged").doesNotContain("counts as clean");
  }

  @Test
  void findsTheSubtreeWithoutAJournal() {
    new FakeFlow(node).settle();
    var clean = compare(List.of());
    assertThat(clean.differences()).containsExactly("cgroup audio exists");
    assertThat(clean.proven()).isFalse();
  }

  @Test
  void namesEveryDifferenceOfANodeThatIsManaged() {
    new FakeFlow(node).settle();
    var clean = compare(history());
    assertThat(clean.differences())
        .contains("cgroup audio exists", "vm.swappiness is 1, was 60")
        .anyMatch(line -> line.startsWith("kubepods memory.min is "))
        .doesNotHaveDuplicates();
    assertThat(clean.proven()).isFalse();
    assertThat(clean.text(false)).contains("not as audionode found it");
  }

  @Test
  void provesThatEverythingIsAsItWasAfterAnUndo() {
    new FakeFlow(node).settle();
    var history = history();
    undo();
    var clean = compare(history);
    assertThat(clean.differences()).isEmpty();
    assertThat(clean.compared()).isEqualTo(history.size());
    assertThat(clean.proven()).isTrue();
    assertThat(clean.text(false))
        .isEqualTo(
            "This node is as audionode found it: %d values compared.\n".formatted(history.size()));
  }

  @Test
  void doesNotCountWhatIsGoneAsCompared() {
    var gone =
        List.<Original>of(
            new Original.OomScoreAdj(FakeNode.id(99), FakeNode.home(pod), 0, Set.of(-500)),
            new Original.Home(FakeNode.id(99), FakeNode.home(pod)),
            new Original.KnobValue(new CgroupPath("kubepods"), 4711, "memory.min", "0"));
    var clean = compare(gone);
    assertThat(clean.compared()).isZero();
    assertThat(clean.differences()).isEmpty();
    assertThat(clean.proven()).isFalse();
  }

  @Test
  void tellsWhatTheAgentGaveFromWhatMeansTheSameAndFromWhatKubeletWroteSince() {
    var home = FakeNode.home(pod).child("c");
    var inode = node.snapshot().cgroup(home).orElseThrow().inode();
    node.online(0, 0);
    var narrowed =
        List.<Original>of(Original.KnobValue.before("0", home, inode, "cpuset.cpus", ""));
    node.knob(home, "cpuset.cpus", "0");
    assertThat(compare(narrowed).differences()).as("all that is online").hasSize(1);
    node.knob(home, "cpuset.cpus", "0-1");
    assertThat(compare(narrowed).differences()).isEmpty();
    node.knob(home, "cpuset.cpus", "1");
    assertThat(compare(narrowed).differences()).as("kubelet's").isEmpty();

    var ofOldVersion = List.<Original>of(new Original.KnobValue(home, inode, "cpuset.cpus", ""));
    assertThat(compare(ofOldVersion).differences()).hasSize(1);
    node.knob(home, "cpuset.cpus", "0");
    assertThat(compare(ofOldVersion).differences()).as("covers what is online").isEmpty();
  }

  @Test
  void tellsAScoreThatTheAgentGaveFromOneOfSomebodyElse() {
    var home = FakeNode.home(pod).child("c");
    var line =
        List.<Original>of(new Original.OomScoreAdj(FakeNode.id(10), home, 900, Set.of(-500)));
    for (var own : List.of(-500, -997)) {
      node.oomScoreAdj(10, own);
      assertThat(compare(line).differences())
          .containsExactly("oom_score_adj of process 10 is %d, was 900".formatted(own));
    }
    for (var fine : List.of(900, 7)) {
      node.oomScoreAdj(10, fine);
      assertThat(compare(line).differences()).isEmpty();
    }
  }

  @Test
  void provesNothingWhenLinesOfTheJournalAreDamaged() {
    new FakeFlow(node).settle();
    var history = history();
    undo();
    var clean = Cleanliness.compare(history, 2, node.snapshot());
    assertThat(clean.differences()).isEmpty();
    assertThat(clean.proven()).isFalse();
    assertThat(clean.text(false)).contains("2 lines of the journal are damaged", "journal.damaged");
  }

  private CleanView compare(List<Original> history) {
    return Cleanliness.compare(history, 0, node.snapshot());
  }

  private List<Original> history() {
    return List.copyOf(node.snapshot().originals().all());
  }

  private void undo() {
    for (var plan = new Planner().undo(node.snapshot());
        !plan.isEmpty();
        plan = new Planner().undo(node.snapshot())) {
      node.apply(plan);
    }
  }
}
