package io.audionode.agent.report.status;

import static io.audionode.agent.fixture.PodBuilder.guaranteed;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.config.Configuration;
import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.model.ApiLink;
import io.audionode.cgroupfs.format.Bytes;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class StatusBoardTest {
  private final FakeNode node = FakeNode.withNumaNodes(2);
  private final FakeFlow flow = new FakeFlow(node);

  @Test
  void isNotReadyBeforeTheFirstRunAndSaysWhy() {
    assertThat(board(FakeVitals.well(), 0).ready())
        .isEqualTo(new ReadyView(false, "no run has ended yet"));
    var failing = board(FakeVitals.well().failing("no cgroup v2"), 0);
    assertThat(failing.ready().reason()).endsWith("no cgroup v2");
    assertThat(failing.status()).isEmpty();
    assertThat(failing.node()).isEmpty();
  }

  @Test
  void isReadyAfterARunUntilOneFails() {
    var well = board(FakeVitals.well(), 0);
    well.accept(flow.runOnce());
    assertThat(well.ready()).isEqualTo(new ReadyView(true, "a run has succeeded"));
    var failing = board(FakeVitals.well().failing("no cgroup v2"), 0);
    failing.accept(flow.runOnce());
    assertThat(failing.ready())
        .isEqualTo(
            new ReadyView(
                false,
                "the last run of loop main failed: no cgroup v2; what is protected stays"
                    + " protected"));
    assertThat(failing.status().orElseThrow().ready()).isFalse();
  }

  @Test
  void isNotReadyWhileTheJournalTakesNothingNew() {
    var board = board(FakeVitals.well().unnoted("write journal: No space left on device"), 0);
    board.accept(flow.runOnce());
    assertThat(board.ready())
        .isEqualTo(
            new ReadyView(
                false,
                "nothing new is protected: write journal: No space left on device; what is"
                    + " protected stays protected"));
    assertThat(board.status().orElseThrow().journalProblem()).contains("No space left");
  }

  @Test
  void isNotReadyBeforeTheApiServerHasToldOfAllPods() {
    var waiting = board(FakeVitals.well().hearing(new ApiLink(false, false, null, "refused")), 0);
    waiting.accept(flow.runOnce());
    assertThat(waiting.ready()).isEqualTo(new ReadyView(false, "waiting for API server: refused"));
    assertThat(waiting.status().orElseThrow().ready()).isFalse();
    assertThat(waiting.status().orElseThrow().api())
        .isEqualTo(new ApiView(false, false, null, "refused"));
  }

  @Test
  void staysReadyWhileTheApiServerIsAwayAndSaysSo() {
    var link = new ApiLink(false, true, Duration.ofSeconds(75), "refused");
    var away = board(FakeVitals.well().hearing(link), 0);
    away.accept(flow.runOnce());
    assertThat(away.ready())
        .isEqualTo(
            new ReadyView(
                true,
                "a run has succeeded; API server away for 75 s, the pods last known count:"
                    + " refused"));
    var back = board(FakeVitals.well().hearing(new ApiLink(true, true, Duration.ZERO, null)), 0);
    back.accept(flow.runOnce());
    assertThat(back.ready()).isEqualTo(new ReadyView(true, "a run has succeeded"));
  }

  @Test
  void callsALoopDeadAfterThreeSilentPeriods() {
    assertThat(board(silentFor(89), 0).health().healthy()).isTrue();
    assertThat(board(silentFor(90), 0).health().healthy()).isFalse();
  }

  @Test
  void judgesALoopAlikeWhereverTheWallClockJumps() {
    assertThat(board(silentFor(90), -3600).health().healthy()).isFalse();
    assertThat(board(silentFor(1), 3600).health().healthy()).isTrue();
  }

  @Test
  void warnsOfALoopThatFailedAndOfOneThatHangs() {
    var failing = board(FakeVitals.well().failing("no cgroup v2"), 0);
    failing.accept(flow.runOnce());
    assertThat(failing.status().orElseThrow().warnings())
        .contains("loop main goes on, but its last run failed (1 of 3 did): no cgroup v2");
    var hanging = board(silentFor(90), 0);
    hanging.accept(flow.runOnce());
    assertThat(hanging.status().orElseThrow().warnings())
        .contains("loop main hangs: no run has ended for 90 s; what is protected stays protected");
    var well = board(FakeVitals.well(), 0);
    well.accept(flow.runOnce());
    assertThat(well.status().orElseThrow().warnings()).noneMatch(it -> it.startsWith("loop"));
  }

  private static FakeVitals silentFor(int seconds) {
    return FakeVitals.well().silentFor(Duration.ofSeconds(seconds));
  }

  @Test
  void summarizesNodeAndPods() {
    var pod = guaranteed("mixer", "256Mi");
    node.pod(pod).born(pod, "c1", 10);
    var board = board(FakeVitals.well().troubled("bad key"), 61);
    board.accept(flow.settle());
    var status = board.status().orElseThrow();

    assertThat(status.uptimeSeconds()).isEqualTo(61);
    assertThat(status.placement()).isEqualTo("subtree");
    assertThat(status.domain()).isEqualTo("container");
    assertThat(status.swappiness()).isEqualTo(new Setting(1, 1, true));
    assertThat(status.pods()).containsEntry("subtree", 1L);
    assertThat(status.configurationProblems()).containsExactly("bad key");
    assertThat(status.pendingActions()).isZero();
  }

  @Test
  void showsWhatEachNumaNodeHasPromised() {
    var pod = guaranteed("mixer", "256Mi");
    node.pod(pod).born(pod, "c1", 10);
    var board = board(FakeVitals.well(), 0);
    board.accept(flow.settle());
    var view = board.node().orElseThrow();

    assertThat(view.numaNodes()).hasSize(2);
    var home = view.numaNodes().stream().filter(numa -> numa.pods() == 1).findFirst().orElseThrow();
    assertThat(home.promised()).isEqualTo(Amount.of(Bytes.ofMebibytes(256)));
    assertThat(home.capacity().bytes()).isEqualTo(Bytes.ofMebibytes(2048).value() / 100 * 80 + 38);
    assertThat(home.left().bytes()).isEqualTo(home.capacity().bytes() - home.promised().bytes());
    assertThat(view.cgroups())
        .extracting(CgroupView::path)
        .contains("audio", "audio/node0", "audio/node1")
        .noneMatch(path -> path.contains("mixer"));
    assertThat(view.cgroups()).allSatisfy(cgroup -> assertThat(cgroup.disagreeing()).isZero());
  }

  @Test
  void findsAPodByItsUid() {
    var pod = guaranteed("mixer", "256Mi");
    node.pod(pod);
    var board = board(FakeVitals.well(), 0);
    board.accept(flow.settle());
    assertThat(board.pod("uid-mixer")).map(PodView::name).contains("mixer");
    assertThat(board.pod("other")).isEmpty();
  }

  @Test
  void readsBackItsOwnJson() {
    var pod = guaranteed("mixer", "256Mi");
    node.pod(pod).born(pod, "c1", 10);
    var board = board(FakeVitals.well(), 0);
    board.accept(flow.settle());
    var status = board.status().orElseThrow();
    var view = board.pod(pod.uid()).orElseThrow();
    assertThat(Json.read(Json.text(status), StatusView.class)).isEqualTo(status);
    assertThat(Json.read(Json.pretty(view), PodView.class)).isEqualTo(view);
  }

  private static StatusBoard board(Vitals vitals, int secondsAfterStart) {
    return new StatusBoard(
        vitals,
        Configuration::defaults,
        InstantSource.fixed(FakeFlow.START.plus(Duration.ofSeconds(secondsAfterStart))));
  }
}
