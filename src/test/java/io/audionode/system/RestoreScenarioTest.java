package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.restore.RestoredView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Leaving puts everything back, and can prove it. */
class RestoreScenarioTest extends Scenario {
  private static final String RUNNING = "77777777-aaaa-4bbb-8ccc-000000000001";
  private static final String BORN = "77777777-aaaa-4bbb-8ccc-000000000002";

  @ParameterizedTest
  @ValueSource(strings = {"container", "node"})
  void putsTreeSwappinessAndScoresBackAsTheyWere(String domain) throws IOException {
    kubepods.write(Kubepods.ROOT, "memory.min", Long.toString(8 * MIB));
    var running = burstable(RUNNING, "c1").awaitRunning();
    PodFile.pod("running", RUNNING).profile("realtime").memory("100Mi", "190Mi").into(agent.pods);
    PodFile.pod("born", BORN).profile("realtime").memory("100Mi", "190Mi").into(agent.pods);
    var bornHome = kubepods.burstable(BORN).child("c2");
    kubepods.make(bornHome);
    kubepods.disable(bornHome);
    var before = Picture.of(kubepods, List.of(running));

    startAgent("domain: " + domain);
    var born =
        start(
            bornHome,
            Workload.Birth.burstable(0).adopted(),
            "/bin/sh",
            "-c",
            "sleep 1000 & while :; do sleep 1; done");
    awaitIn(AUDIO, born);
    await().atMost(PATIENCE).until(() -> kubepods.processesBelow(AUDIO).size() >= 3);
    await().atMost(PATIENCE).until(() -> kubepods.processes(bornHome).isEmpty());
    agent.awaitQuiet();
    assertThat(Picture.of(kubepods, List.of(running))).isNotEqualTo(before);
    assertThat(agent.differences()).isNotEmpty();
    agent.stop();

    var result = agent.restore();

    assertThat(result.left()).isEmpty();
    assertThat(Picture.of(kubepods, List.of(running))).isEqualTo(before);
    assertThat(kubepods.processes(bornHome)).hasSizeGreaterThanOrEqualTo(3).contains(born.pid());
    for (var pid : kubepods.processes(bornHome)) {
      assertThat(kubepods.proc.oomScoreAdj(pid)).isEqualTo(900);
    }
    assertThat(agent.differences()).isEmpty();
    assertThat(agent.restore().outcomes()).as("a second time").isEmpty();
  }

  @Test
  void keepsAScoreThatSomebodyElseHasGivenSince() throws IOException {
    var theirs = burstable(RUNNING, "c1").awaitRunning();
    var ours = burstable(BORN, "c2").awaitRunning();
    PodFile.pod("running", RUNNING).profile("realtime").memory("100Mi", "190Mi").into(agent.pods);
    PodFile.pod("born", BORN).profile("realtime").memory("100Mi", "190Mi").into(agent.pods);
    startAgent();
    await().atMost(PATIENCE).until(() -> kubepods.proc.oomScoreAdj(theirs.pid()) == -500);
    await().atMost(PATIENCE).until(() -> kubepods.proc.oomScoreAdj(ours.pid()) == -500);
    agent.awaitQuiet();
    agent.stop();
    Files.writeString(Path.of("/proc/%d/oom_score_adj".formatted(theirs.pid())), "7");

    var result = agent.restore();

    assertThat(result.left()).isEmpty();
    assertThat(RestoredView.of(result, List.of()).kept())
        .singleElement()
        .asString()
        .contains("oom_score_adj " + theirs.pid(), "somebody else has written 7 since");
    assertThat(kubepods.proc.oomScoreAdj(theirs.pid())).isEqualTo(7);
    assertThat(kubepods.proc.oomScoreAdj(ours.pid())).isEqualTo(900);
    assertThat(agent.differences()).isEmpty();
  }

  @Test
  void verifyCleanTellsWhatIsNotAsItWas() throws IOException {
    var found = kubepods.proc.swappiness();
    startAgent();
    agent.stop();

    assertThat(agent.differences())
        .contains("cgroup audio exists", "vm.swappiness is 1, was " + found);
  }

  @Test
  void putsEverythingBackWhenItIsAskedToEndWithOnStopRestore() throws IOException {
    var running = burstable(RUNNING, "c1").awaitRunning();
    PodFile.pod("running", RUNNING).profile("realtime").memory("100Mi", "190Mi").into(agent.pods);
    var before = Picture.of(kubepods, List.of(running));
    Files.writeString(agent.config(), "onStop: restore\n");

    var process = startProcess("--config", agent.config().toString());
    await().atMost(PATIENCE).until(() -> kubepods.proc.oomScoreAdj(running.pid()) == -500);
    process.terminate();

    assertThat(process.output())
        .containsPattern(
            "applied node: set process %d oom_score_adj = 900 \\(was -500\\): put back \\[\\d+ us\\]"
                .formatted(running.pid()))
        .contains("ended; ", " writes, 0 not put back");
    assertThat(Picture.of(kubepods, List.of(running))).isEqualTo(before);
    assertThat(agent.differences()).isEmpty();
  }

  private Workload burstable(String uid, String container) {
    return start(
        kubepods.burstable(uid).child(container),
        Workload.Birth.burstable(190 * MIB),
        "audio",
        "--mib",
        "64");
  }
}
