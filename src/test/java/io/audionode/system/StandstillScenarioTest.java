package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.report.status.StatusView;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A clock that jumps, and an agent that stands still for a minute while pods come and go. */
class StandstillScenarioTest extends Scenario {
  private static final String BEFORE = "57000000-cccc-4bbb-8ccc-000000000001";
  private static final String DURING = "57000000-cccc-4bbb-8ccc-000000000002";
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void servesPodsWhateverTheClockSays() throws Exception {
    pod("mixer", BEFORE);
    pod("render", DURING);
    startAgent();
    var jumped = Duration.ZERO;
    try {
      jumped = jump(Duration.ofDays(1));
      placed(BEFORE);
      jumped = jumped.plus(jump(Duration.ofDays(-2)));
      placed(DURING);
      agent.awaitQuiet();
      assertWell(agent.status());
    } finally {
      jump(jumped.negated());
    }
  }

  private static Duration jump(Duration by) throws IOException, InterruptedException {
    var seconds = Instant.now().plus(by).getEpochSecond();
    var date = new ProcessBuilder("date", "--set", "@" + seconds).inheritIO().start();
    assertThat(date.waitFor()).isZero();
    return by;
  }

  /** Most of what happens meanwhile is more than the kernel keeps for it. */
  @Test
  void goesOnAfterAMinuteOfStandingStill() throws Exception {
    pod("mixer", BEFORE);
    pod("render", DURING);
    try (var _ = new InotifyQueue(2)) {
      var process = startProcess();
      var api = process.api().awaitReady();
      passBy(api); // or what is loaded and opened once would count
      var gone = placed(BEFORE);
      var held = Resources.of(process.pid());
      signal("STOP", process);
      gone.close();
      kubepods.remove(kubepods.burstable(BEFORE));
      var audio = born(DURING);
      Thread.sleep(MINUTE);
      signal("CONT", process);
      await("too old to be moved, and served in place")
          .atMost(PATIENCE)
          .until(() -> kubepods.proc.oomScoreAdj(audio.pid()) == -500);
      assertThat(kubepods.proc.cgroup(audio.pid()).path().startsWith(Kubepods.ROOT)).isTrue();
      assertThat(api.body("/metrics")).doesNotContain("audionode_inotify_overflows_total 0.0");
      await().atMost(PATIENCE).untilAsserted(() -> assertWell(api.status()));
      await().atMost(PATIENCE).until(() -> !kubepods.exists(NODE0.child("pod" + BEFORE)));
      audio.close();
      kubepods.remove(kubepods.burstable(DURING));
      held.awaitAgain(() -> Resources.of(process.pid()));
      process.terminate();
    }
    assertThat(agent.restore().left()).isEmpty();
    assertThat(agent.differences()).isEmpty();
  }

  /** A pod comes and goes, and somebody asks. */
  private void passBy(AgentApi api) {
    placed(DURING).close();
    kubepods.remove(kubepods.burstable(DURING));
    await().atMost(PATIENCE).until(() -> !kubepods.exists(NODE0.child("pod" + DURING)));
    assertWell(api.status());
    assertThat(api.body("/metrics")).contains("audionode_inotify_overflows_total ");
  }

  private static void assertWell(StatusView status) {
    assertThat(status.loops()).isNotEmpty().allMatch(loop -> loop.alive() && loop.failures() == 0);
  }

  private static void signal(String name, AgentProcess process)
      throws IOException, InterruptedException {
    var kill = new ProcessBuilder("kill", "-" + name, "" + process.pid()).inheritIO().start();
    assertThat(kill.waitFor()).isZero();
  }

  private void pod(String name, String uid) {
    PodFile.pod(name, uid)
        .profile("realtime")
        .annotation("audionode.io/numa-node", "0")
        .memory("16Mi", "64Mi")
        .into(agent.pods);
  }

  private Workload placed(String uid) {
    var audio = born(uid);
    awaitIn(AUDIO, audio);
    return audio;
  }

  private Workload born(String uid) {
    return start(
        kubepods.burstable(uid).child("c"),
        Workload.Birth.burstable(64 * MIB).adopted(),
        "audio",
        "--mib",
        "8");
  }
}
