package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/** An agent that comes back writes nothing that was right, and has lost nothing. */
class RestartScenarioTest extends Scenario {
  private static final String BORN = "88888888-aaaa-4bbb-8ccc-000000000001";
  private static final String RUNNING = "88888888-aaaa-4bbb-8ccc-000000000002";
  private static final Workload.Birth BIRTH = Workload.Birth.burstable(190 * MIB);
  private static final int SIGTERM_STATUS = 143;

  @Test
  void rewritesNoKnobAfterSigtermOrKill() throws IOException {
    var running = audio(kubepods.burstable(RUNNING).child("c"), BIRTH).awaitRunning();
    pod("running", RUNNING).into(agent.pods);
    pod("born", BORN).into(agent.pods);
    var bornHome = kubepods.burstable(BORN);

    var first = startProcess();
    awaitInPlace(running);
    var born = audio(bornHome.child("c"), BIRTH.adopted());
    awaitIn(AUDIO, born);
    awaitScore(born);
    awaitClass("rt", born);
    assertThat(first.terminate()).as(first.output()).isIn(0, SIGTERM_STATUS);
    assertNothingToWrite();
    var protectedNode = picture();

    var second = startProcess();
    second.kill();
    assertThat(picture()).isEqualTo(protectedNode);
    assertNothingToWrite();
    assertThat(picture()).isEqualTo(protectedNode);
    assertThat(born.isAlive()).isTrue();
  }

  /** Counts the writes of an agent that starts on what the one before left. */
  private void assertNothingToWrite() throws IOException {
    agent.reports.clear();
    startAgent();
    assertThat(agent.writesSince(0)).isEmpty();
    agent.stop();
  }

  private SortedMap<String, String> picture() {
    return Picture.of(kubepods, CgroupPath.ROOT);
  }

  private void awaitInPlace(Workload running) {
    awaitScore(running);
    assertThat(kubepods.proc.cgroup(running.pid()).path().startsWith(Kubepods.ROOT)).isTrue();
  }

  private void awaitScore(Workload workload) {
    await().atMost(PATIENCE).until(() -> kubepods.proc.oomScoreAdj(workload.pid()) == -500);
  }

  private static PodFile pod(String name, String uid) {
    return PodFile.pod(name, uid).profile("realtime").memory("64Mi", "190Mi");
  }

  private Workload audio(CgroupPath home, Workload.Birth birth) {
    return start(home, birth, "audio", "--mib", "32");
  }
}
