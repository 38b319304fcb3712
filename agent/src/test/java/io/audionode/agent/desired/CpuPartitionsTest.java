package io.audionode.agent.desired;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.config.ExclusiveCpus;
import io.audionode.agent.config.ExclusiveCpus.Partition;
import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.model.Subtree;
import io.audionode.agent.plan.Action;
import io.audionode.agent.report.Report;
import java.util.ArrayList;
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
  void asksAgainForAPartitionWheneverTheKernelInvalidatedOneThatWasValid() {
    var isolated = isolated();
    for (var time = 0; time < 3; time++) {
      invalidates("Because");
      assertThat(repaired(isolated)).isTrue();
      for (var look = 0; look < 16; look++) {
        assertThat(isolated.runOnce().plan().actions()).isEmpty();
      }
    }
  }

  @Test
  void asksEverMoreRarelyForAPartitionThatTheKernelDoesNotGrant() {
    var isolated = isolated();
    var tries = new ArrayList<Integer>();
    for (var look = 0; look < 100; look++) {
      invalidates("Because");
      if (repaired(isolated)) {
        tries.add(look);
      }
    }
    assertThat(tries).startsWith(0).hasSizeBetween(3, 6);
    invalidates("Because");
    var report = isolated.runOnce();
    assertThat(report.plan().actions()).isEmpty();
    assertThat(Decisions.of(mixer, report.desired()).warnings())
        .singleElement()
        .asString()
        .contains("isolated invalid (Because)");
  }

  @Test
  void asksEverMoreRarelyForAPartitionThatIsInvalidAgainAsSoonAsItWasGranted() {
    var isolated = isolated();
    var tries = 0;
    for (var look = 0; look < 100; look++) {
      invalidates("Because");
      if (repaired(isolated)) {
        tries++;
        assertThat(isolated.runOnce().plan().actions()).isEmpty();
      }
    }
    assertThat(tries).isBetween(2, 7);
  }

  @Test
  void asksAgainForAnInvalidPartitionWhenTheReasonOrTheCircumstancesAreOthers() {
    var isolated = isolated();
    for (var reason : List.of("One", "Two")) {
      invalidates(reason);
      assertThat(repaired(isolated)).isTrue();
      invalidates(reason);
      assertThat(isolated.runOnce().plan().actions()).isEmpty();
    }
    node.online(0, 1, 2, 3);
    assertThat(writes(isolated.runOnce())).contains("member");
    assertThat(state(isolated.settle())).isEqualTo("isolated");
    invalidates("One");
    assertThat(repaired(isolated)).isTrue();
    invalidates("One");
    assertThat(isolated.runOnce().plan().actions()).isEmpty();
    node.knob(Subtree.pod(0, mixer.uid()), "cpuset.cpus", "1-3");
    assertThat(repaired(isolated)).isTrue();
  }

  @Test
  void remembersWhatWasTriedWhileThePodCannotBeRead() {
    var isolated = isolated();
    invalidates("Because");
    assertThat(repaired(isolated)).isTrue();
    invalidates("Because");
    node.closed(Subtree.pod(0, mixer.uid()));
    isolated.runOnce();
    node.readable();
    assertThat(writes(isolated.runOnce())).isEmpty();
  }

  /** With a partition that was granted. */
  private FakeFlow isolated() {
    placed(mixer, 10);
    settled(with(NONE, exclusive(1)));
    remotePartitions();
    var isolated = new FakeFlow(node, with(NONE, new ExclusiveCpus(1, Partition.ISOLATED)));
    isolated.settle();
    return isolated;
  }

  /** Whether the next look gives the partition up, and the one after it asks for it. */
  private static boolean repaired(FakeFlow flow) {
    var given = writes(flow.runOnce());
    if (given.isEmpty()) {
      return false;
    }
    assertThat(given).containsExactly("member");
    assertThat(writes(flow.runOnce())).containsExactly("isolated");
    return true;
  }

  @Test
  void restoresTheListAboveAPartitionThatSomebodyEmptied() {
    var isolated = isolated();
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
