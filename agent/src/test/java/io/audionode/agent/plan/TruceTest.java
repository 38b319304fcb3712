package io.audionode.agent.plan;

import static io.audionode.agent.fixture.PodBuilder.guaranteed;
import static io.audionode.agent.fixture.PodBuilder.roomy;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.report.Report;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens when somebody else writes what the agent has set. */
class TruceTest {
  private static final CgroupPath NODE0 = CgroupPath.of("audio/node0");
  private static final String MIN = "memory.min";
  private static final String WANTED = "67108864";
  private static final int SECONDS = 600;

  private final FakeNode node = FakeNode.withNumaNodes(1);
  private final FakeFlow flow = new FakeFlow(node);

  @BeforeEach
  void settle() {
    var mixer = guaranteed("mixer", "64Mi");
    node.pod(mixer).born(mixer, "c1", 10);
    flow.settle();
  }

  private Report write(String value) {
    node.knob(NODE0, MIN, value);
    return flow.runOnce();
  }

  private String now() {
    return node.snapshot().knob(NODE0, MIN).orElseThrow();
  }

  @Test
  void setsItAgainAtOnceAndTellsOfIt() {
    var report = write("0");
    assertThat(now()).isEqualTo(WANTED);
    assertThat(report.disputes().news())
        .singleElement()
        .satisfies(
            drift -> {
              assertThat(drift.action())
                  .hasToString("set audio/node0 memory.min = 67108864 (was 0)");
              assertThat(drift.file()).isEqualTo(MIN);
              assertThat(drift.repaired()).isTrue();
              assertThat(drift.times()).isEqualTo(1);
            });
    assertThat(report.disputes().left()).isEmpty();
  }

  @Test
  void tellsOfNothingThatTheAgentItselfWantsOtherwise() {
    node.pod(guaranteed("mixer", "96Mi"));
    var report = flow.runOnce();
    assertThat(report.plan().isEmpty()).isFalse();
    assertThat(report.disputes()).isEqualTo(Disputes.NONE);
  }

  /** Pods that come and go change what is desired, there and back. */
  @Test
  void takesItsOwnLastWriteForNobodysChange() {
    for (var turn = 0; turn < 20; turn++) {
      node.pod(guaranteed("mixer", turn % 2 == 0 ? "96Mi" : "64Mi"));
      var report = flow.runOnce();
      assertThat(report.outcomes()).isNotEmpty();
      assertThat(report.disputes()).isEqualTo(Disputes.NONE);
    }
  }

  @Test
  void takesACgroupThatIsMadeAgainUnderItsNameForNobodysChange() {
    var mixer = guaranteed("mixer", "64Mi");
    for (var pid = 20; pid < 30; pid++) {
      node.exit(pid == 20 ? 10 : pid - 1).removed(mixer, "c1");
      assertThat(flow.runOnce().disputes()).isEqualTo(Disputes.NONE);
      node.born(mixer, "c1", pid);
      assertThat(flow.runOnce().disputes()).isEqualTo(Disputes.NONE);
    }
  }

  @Test
  void setsAgainWhatNeedsNoNewLineWhileTheJournalTakesNone() {
    node.journalTakes(false)
        .pod(guaranteed("organ", "64Mi"))
        .born(guaranteed("organ", "64Mi"), "c2", 20);
    write("0");
    assertThat(now()).isNotEqualTo("0");
  }

  @Test
  void tellsWhoWritesBelowKubepods() {
    assertThat(Drift.Suspect.of(knob("kubepods/burstable"))).isEqualTo(Drift.Suspect.KUBELET);
    assertThat(Drift.Suspect.of(knob("kubepods.slice")))
        .isEqualTo(Drift.Suspect.SYSTEMD_OR_KUBELET);
    assertThat(Drift.Suspect.of(knob("audio"))).isEqualTo(Drift.Suspect.UNKNOWN);
  }

  private static Action knob(String path) {
    return new Action.WriteKnob(new CgroupPath(path), 1L, MIN, "0", "1", "");
  }

  @Test
  void fightsEverMoreRarelyAndWarns() {
    var repaired =
        IntStream.range(0, SECONDS).filter(_ -> write("0").disputes().left().isEmpty()).count();
    assertThat(repaired).isBetween(History.AT_ONCE + 5L, History.AT_ONCE + 12L);
    var report = write("0");
    assertThat(now()).isEqualTo("0");
    assertThat(report.outcomes()).isEmpty();
    assertThat(report.plan().actions()).as("what is left is shown").hasSize(1);
    assertThat(report.disputes().left()).containsExactly("audio/node0/memory.min");
    assertThat(report.disputes().next()).hasValueSatisfying(wait -> assertThat(wait).isPositive());
    assertThat(report.disputes().news()).as("told when it began").isEmpty();
    assertThat(report.desired().warnings())
        .containsExactly(
            "audio/node0 memory.min is changed again and again by somebody else; it is set to"
                + " 67108864 ever more rarely");
  }

  /** Whoever answers each write at once leaves no look in which all is as desired. */
  @Test
  void fightsEverMoreRarelyAlsoWithOneWhoIsQuicker() {
    node.pod(guaranteed("mixer", "96Mi"));
    var repaired =
        IntStream.range(0, SECONDS).filter(_ -> write("0").disputes().left().isEmpty()).count();
    assertThat(repaired).isBetween(History.AT_ONCE + 5L, History.AT_ONCE + 13L);
  }

  @Test
  void fightsOverNothingThatThePodsOwnEndPutsBackEither() {
    var inPlace = roomy("inplace", "64Mi", "128Mi");
    node.pod(inPlace).running(inPlace, "c2", 20, Bytes.ofMebibytes(100));
    flow.settle();
    node.forget(inPlace);
    var home = FakeNode.home(inPlace);
    var written =
        IntStream.range(0, SECONDS)
            .filter(
                _ -> {
                  node.knob(home, MIN, "67108864");
                  return flow.runOnce().outcomes().stream()
                      .anyMatch(outcome -> outcome.action().toString().contains(home.value()));
                })
            .count();
    assertThat(written).isLessThan(SECONDS / 10);
  }

  @Test
  void takesAWriteThatTheKernelRefusesForNobodysFight() {
    node.refuse(Action.WriteKnob.class, "EIO");
    for (var run = 0; run < 20; run++) {
      var report = write("0");
      assertThat(report.disputes().left()).isEmpty();
      assertThat(report.desired().warnings()).isEmpty();
    }
  }

  @Test
  void setsAllElseInTheMeantime() {
    IntStream.range(0, SECONDS).forEach(_ -> write("0"));
    node.knob(CgroupPath.of("audio"), MIN, "0");
    assertThat(write("0").outcomes())
        .extracting(outcome -> outcome.action().toString())
        .containsExactly("set audio memory.min = 67108864 (was 0)");
  }

  @Test
  void takesWhatComesOnceAMinuteForNoFight() {
    for (var minute = 0; minute < 60; minute++) {
      flow.pass(Duration.ofMinutes(1));
      assertThat(write("0").disputes().left()).isEmpty();
      assertThat(now()).isEqualTo(WANTED);
    }
    assertThat(flow.runOnce().desired().warnings()).isEmpty();
  }

  @Test
  void forgetsAFightThatIsOver() {
    IntStream.range(0, SECONDS).forEach(_ -> write("0"));
    flow.pass(History.LONGEST_PAUSE);
    flow.runOnce();
    assertThat(now()).isEqualTo(WANTED);
    flow.pass(History.LONGEST_PAUSE.multipliedBy(3));
    assertThat(flow.runOnce().desired().warnings()).isEmpty();
    assertThat(write("0").disputes().news()).singleElement().matches(Drift::repaired);
  }
}
