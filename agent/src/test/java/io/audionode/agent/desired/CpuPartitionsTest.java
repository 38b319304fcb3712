package io.audionode.agent.desired;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.config.ExclusiveCpus;
import io.audionode.agent.config.ExclusiveCpus.Partition;
import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.model.Subtree;
import io.audionode.agent.plan.Action;
import io.audionode.agent.report.Report;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is asked of a kernel that has remote partitions, and what when it does not grant them. */
class CpuPartitionsTest extends CpuDecisions {
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
  void asksOnceAgainForAPartitionThatTheKernelInvalidatedAndLeavesItThen() {
    placed(mixer, 10);
    settled(with(NONE, exclusive(1)));
    remotePartitions();
    var isolated = new FakeFlow(node, with(NONE, new ExclusiveCpus(1, Partition.ISOLATED)));
    isolated.settle();
    invalidates("Because");
    assertThat(writes(isolated.runOnce())).containsExactly("member");
    assertThat(writes(isolated.runOnce())).containsExactly("isolated");
    assertThat(state(isolated.runOnce())).isEqualTo("isolated");

    invalidates("Because");
    var report = isolated.runOnce();
    assertThat(report.plan().actions()).isEmpty();
    assertThat(isolated.runOnce().plan().actions()).isEmpty();
    assertThat(Decisions.of(mixer, report.desired()).warnings())
        .singleElement()
        .asString()
        .contains("isolated invalid (Because)");
  }

  @Test
  void asksAgainForAnInvalidPartitionWhenTheReasonOrTheCircumstancesAreOthers() {
    placed(mixer, 10);
    settled(with(NONE, exclusive(1)));
    remotePartitions();
    var isolated = new FakeFlow(node, with(NONE, new ExclusiveCpus(1, Partition.ISOLATED)));
    isolated.settle();
    for (var reason : List.of("One", "Two")) {
      invalidates(reason);
      assertThat(writes(isolated.runOnce())).containsExactly("member");
      isolated.settle();
      invalidates(reason);
      assertThat(isolated.runOnce().plan().actions()).isEmpty();
    }
    invalidates("One");
    assertThat(isolated.runOnce().plan().actions()).isEmpty();

    node.online(0, 1, 2, 3);
    assertThat(writes(isolated.runOnce())).contains("member");
    assertThat(state(isolated.settle())).isEqualTo("isolated");
  }

  @Test
  void restoresTheListAboveAPartitionThatSomebodyEmptied() {
    placed(mixer, 10);
    settled(with(NONE, exclusive(1)));
    remotePartitions();
    var isolated = new FakeFlow(node, with(NONE, new ExclusiveCpus(1, Partition.ISOLATED)));
    isolated.settle();
    node.knob(Subtree.ROOT, "cpuset.cpus.exclusive", "");
    invalidates("Because");
    var report = isolated.settle();
    assertThat(report.seen().knob(Subtree.ROOT, "cpuset.cpus.exclusive")).hasValue("3");
    assertThat(state(report)).isEqualTo("isolated");
  }

  private void invalidates(String reason) {
    node.knob(threads(mixer, "rt"), "cpuset.cpus.partition", "isolated invalid (" + reason + ")");
  }

  private String state(Report report) {
    return report.seen().knob(threads(mixer, "rt"), "cpuset.cpus.partition").orElse("absent");
  }

  private static List<String> writes(Report report) {
    return report.plan().actions().stream()
        .filter(Action.WriteKnob.class::isInstance)
        .map(Action.WriteKnob.class::cast)
        .filter(write -> write.file().equals("cpuset.cpus.partition"))
        .map(Action.WriteKnob::after)
        .toList();
  }
}
