package io.audionode.agent.report.status.text;

import static io.audionode.agent.fixture.PodBuilder.guaranteed;
import static io.audionode.agent.fixture.PodBuilder.roomy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.audionode.agent.config.Configuration;
import io.audionode.agent.desired.DesiredNode;
import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.fixture.PodBuilder;
import io.audionode.agent.fixture.PressureLooks;
import io.audionode.agent.model.ApiLink;
import io.audionode.agent.plan.Plan;
import io.audionode.agent.plan.Planner;
import io.audionode.agent.report.status.FakeVitals;
import io.audionode.agent.report.status.PlanView;
import io.audionode.agent.report.status.StatusBoard;
import io.audionode.cgroupfs.format.Bytes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTest {
  private final FakeNode node = FakeNode.withNumaNodes(1);
  private final FakeFlow flow = new FakeFlow(node);

  @Test
  void printsStatusAsAlignedColumns() {
    var pod = roomy("mixer", "256Mi", "512Mi");
    node.pod(pod).born(pod, "c1", 10);
    var board =
        board(FakeVitals.well().silentFor(Duration.ofSeconds(61)).troubled("config.yaml:1: bad"));
    board.accept(flow.settle());
    assertThat(StatusText.of(board.status().orElseThrow(), board.pods().orElseThrow().pods()))
        .isEqualTo(
            """
            audionode 0.1.0, up 1 min 1 s, ready
            placement subtree, domain container, vm.swappiness 1
            0 writes pending, 7 values to put back in the journal
            pressure: 0 triggers armed on 0 cgroups, 0 refused
            incidents: 0 kept, 1 cgroups recorded
            loop main: alive, 3 runs, 0 failed, last 1 min 1 s ago

            POD            PROFILE   QOS        ADOPTION  NUMA  ASKED  GRANTED  EFFECTIVE  HERE  ELSEWHERE  PIDS  NOT AS WANTED  WARNINGS
            default/mixer  realtime  Burstable  subtree   0     256Mi  256Mi    256Mi      0     0          1     0              0

            configuration file not in force
              config.yaml:1: bad

            pods not read
              config.yaml:1: bad
            """);
  }

  @Test
  void saysHowFarAMigrationIs() {
    var two = FakeNode.withNumaNodes(2);
    var late =
        PodBuilder.pod("late")
            .annotation("audionode.io/numa-node", "1")
            .container("main", "64Mi", "256Mi")
            .build();
    two.pod(late).running(late, "c", 50, Bytes.ofMebibytes(30));
    var twoFlow = FakeFlow.migrating(two);
    twoFlow.runOnce();
    var board = board(FakeVitals.well());
    board.accept(twoFlow.runOnce());
    assertThat(PodText.of(board.pod(late.uid()).orElseThrow()))
        .contains(
            "migrations\n  "
                + FakeNode.home(late).child("c")
                + " to node 1: moving (NUMA node 1 from the annotation); 1Mi moved, 0 left, pass 2,"
                + " 16 pages a call, worst 1000 us beyond an empty one's 2000 us;"
                + " 4Ki stay: EACCES: other processes map it too\n");
  }

  @Test
  void namesWhatTheNodeDoesNotGive() {
    var board = board(FakeVitals.well());
    board.accept(new FakeFlow(node.withoutController("cpuset")).settle());
    assertThat(StatusText.of(board.status().orElseThrow(), List.of()))
        .contains(
            """
            degraded
              cpuset: no cpuset controller: pods are not pinned to NUMA nodes and get no cpus of their own
            """);
  }

  @Test
  void saysWhichTriggersAreArmedAndWhyOthersAreNot() {
    var board = board(FakeVitals.well().watching(PressureLooks.armed()));
    board.accept(flow.settle());
    assertThat(StatusText.of(board.status().orElseThrow(), List.of()))
        .contains("\npressure: 2 triggers armed on 2 cgroups, 0 refused\n")
        .doesNotContain("not armed");

    var degraded = board(FakeVitals.well().watching(PressureLooks.withoutPsi()));
    degraded.accept(flow.settle());
    assertThat(StatusText.of(degraded.status().orElseThrow(), List.of()))
        .contains(
            "pressure: 0 triggers armed on 0 cgroups, 2 refused;"
                + " DEGRADED: no PSI (boot with psi=1), memory.stat is sampled\n")
        .contains(
            """
            pressure triggers not armed
              open memory: absent: / warn, audio/node0/poduid-mixer/c1 warn
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true | true | 3 | | API server: connected",
        "false | true | 75 | refused | API server: AWAY for 1 min 15 s, the pods last known stay"
            + " protected: refused",
        "false | false | | refused | API server: WAITING, nothing is taken back before it has told"
            + " of all pods: refused",
      })
  void saysHowWellTheApiServerIsHeard(
      boolean connected, boolean listed, @Nullable Long silent, @Nullable String why, String text) {
    var silence = silent == null ? null : Duration.ofSeconds(silent);
    var board = board(FakeVitals.well().hearing(new ApiLink(connected, listed, silence, why)));
    board.accept(flow.runOnce());
    assertThat(StatusText.of(board.status().orElseThrow(), List.of()).lines()).contains(text);
  }

  @Test
  void printsAPlanWithReasons() {
    var report = flow.runOnce();
    assertThat(PlanText.of(PlanView.of(report.desired(), report.plan())))
        .startsWith("OUTCOME    WRITE ")
        .containsPattern("not tried  create audio +the audio subtree\n")
        .containsPattern(
            "not tried  set vm.swappiness = 1 \\(was 60\\) +keep audio memory resident")
        .contains(" pending; ");
    assertThat(PlanText.of(PlanView.of(DesiredNode.NOTHING, new Plan(List.of(), List.of()))))
        .isEqualTo("nothing to write: the node is as wanted\n");
  }

  @Test
  void printsWhatARestoreWouldDo() {
    flow.runOnce();
    var plan = new Planner().undo(node.snapshot());
    var view = PlanView.of(DesiredNode.NOTHING, plan);
    assertThat(RestorePlanText.of(view, List.of("cgroup audio"), List.of("a note")))
        .startsWith("a note\n\nnot put back: cgroup audio\n")
        .containsPattern("set vm.swappiness = 60 \\(was 1\\) +put back\n")
        .containsPattern("[1-9][0-9]* actions would come first");
  }

  @Test
  void saysThatTheJournalTakesNothingNew() {
    var board = board(FakeVitals.well().unnoted("write journal: No space left on device"));
    board.accept(flow.runOnce());
    assertThat(StatusText.of(board.status().orElseThrow(), List.of()))
        .contains(
            """
            nothing new is written to the kernel
              write journal: No space left on device
            """);
  }

  @Test
  void printsPodAndNode() {
    var pod = guaranteed("mixer", "256Mi");
    node.pod(pod).born(pod, "c1", 10);
    var board = board(FakeVitals.well());
    board.accept(flow.settle());
    assertThat(PodText.of(board.pod(pod.uid()).orElseThrow()))
        .contains("default/mixer (uid-mixer), profile realtime, Guaranteed, from mixer.yaml\n")
        .containsPattern("10 +audio-c1 +-997 +audio/node0/poduid-mixer/c1/main\n")
        .containsPattern("audio/node0/poduid-mixer +memory.min +268435456 +268435456\n");
    assertThat(NodeText.of(board.node().orElseThrow()))
        .containsPattern("0 +0-1 +2Gi +1.5Gi +1.6Gi +256Mi +1.3Gi +1 +10\n")
        .containsPattern("NUMA +RESERVED +SHARED +EXCLUSIVE +EFFECTIVE\n0 +- +0-1 +- +-\n")
        .containsPattern("audio/node0 +cpuset.mems +0 +0\n");
  }

  @Test
  void refusesARowThatDoesNotFitItsHeader() {
    assertThatThrownBy(() -> new Table("A", "B").row("only one"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"59, 59 s", "61, 1 min 1 s", "3720, 1 h 2 min", "90000, 1 d 1 h", "-3, 0 s"})
  void saysDurationsInTheTwoLargestUnits(long seconds, String text) {
    assertThat(Paragraphs.human(Duration.ofSeconds(seconds))).isEqualTo(text);
  }

  private static StatusBoard board(FakeVitals vitals) {
    return new StatusBoard(
        vitals,
        Configuration::defaults,
        InstantSource.fixed(FakeFlow.START.plus(Duration.ofSeconds(61))));
  }
}
