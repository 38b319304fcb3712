package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A pod that did not ask is never written to. */
class BystanderScenarioTest extends Scenario {
  private static final String BYSTANDER = "55555555-aaaa-4bbb-8ccc-000000000001";
  private static final String ASKING = "55555555-aaaa-4bbb-8ccc-000000000002";

  @Test
  void leavesEveryKnobAndScoreOfAPodThatDidNotAsk() throws IOException {
    var bystanderHome = kubepods.burstable(BYSTANDER);
    var bystander =
        start(
            bystanderHome.child("c"), Workload.Birth.burstable(200 * MIB), "audio", "--mib", "16");
    bystander.awaitRunning();
    var before = Picture.of(kubepods, bystanderHome);

    PodFile.pod("bystander", BYSTANDER).memory("64Mi", "128Mi").into(agent.pods);
    PodFile.pod("asking", ASKING).profile("realtime").memory("64Mi", "128Mi").into(agent.pods);
    startAgent();
    var asking =
        start(
            kubepods.burstable(ASKING).child("c"),
            Workload.Birth.burstable(200 * MIB).adopted(),
            "audio",
            "--mib",
            "16");
    awaitIn(AUDIO, asking);
    agent.awaitQuiet();

    assertThat(Picture.of(kubepods, bystanderHome)).isEqualTo(before).isNotEmpty();
    assertThat(kubepods.proc.oomScoreAdj(bystander.pid())).isEqualTo(900);
    assertThat(kubepods.proc.cgroup(bystander.pid()).path()).isEqualTo(bystanderHome.child("c"));
    assertThat(asking.isAlive()).isTrue();
  }

  @Test
  void leavesAPodOnHoldAsItIs() throws IOException {
    var home = kubepods.burstable(ASKING);
    var running =
        start(home.child("c"), Workload.Birth.burstable(200 * MIB), "audio", "--mib", "16");
    running.awaitRunning();
    var before = Picture.of(kubepods, home);

    PodFile.pod("held", ASKING)
        .profile("realtime")
        .annotation("audionode.io/hold", "true")
        .memory("64Mi", "128Mi")
        .into(agent.pods);
    startAgent();

    assertThat(Picture.of(kubepods, home)).isEqualTo(before).isNotEmpty();
    assertThat(Picture.of(kubepods, List.of(running)))
        .containsEntry("oom_score_adj " + running.pid(), "900");
  }
}
