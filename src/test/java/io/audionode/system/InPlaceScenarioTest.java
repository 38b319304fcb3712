package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.desired.Adoption;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A pod that runs already: protected where its memory is charged. */
class InPlaceScenarioTest extends Scenario {
  private static final String UID = "66666666-aaaa-4bbb-8ccc-000000000001";

  @Test
  void protectsARunningPodOnItsOwnCgroupsAndEveryAncestor() throws IOException {
    var home = kubepods.burstable(UID);
    var audio = running(home);
    pod().into(agent.pods);

    startAgent();
    await()
        .atMost(PATIENCE)
        .until(() -> kubepods.read(home.child("c"), "memory.min").equals("" + 100 * MIB));
    agent.awaitQuiet();

    for (var path : home.child("c").ancestors()) {
      assertKnob(path, "memory.min", 100 * MIB);
    }
    assertKnob(home.child("c"), "memory.swap.max", "0");
    assertKnob(home.child("c"), "memory.max", 190 * MIB);
    assertThat(kubepods.proc.cgroup(audio.pid()).path()).isEqualTo(home.child("c"));
    assertThat(kubepods.proc.oomScoreAdj(audio.pid())).isEqualTo(-500);
    var container = agent.latest().desired().pods().getFirst().containers().getFirst();
    assertThat(container.adoption()).isEqualTo(Adoption.IN_PLACE);
    assertThat(container.reason()).startsWith("already running, charged elsewhere: ");
  }

  @Test
  void movesARunningPodWhenPlacementIsSubtreeAlways() throws IOException {
    var home = kubepods.burstable(UID);
    var audio = running(home);
    pod().into(agent.pods);

    startAgent("placement: subtree-always");

    awaitIn(AUDIO, audio);
    agent.awaitQuiet();
    assertKnob(home.child("c"), "memory.min", "0");
    assertThat(Long.parseLong(kubepods.read(home.child("c"), "memory.current")))
        .as("moving a process does not move its memory")
        .isGreaterThan(60 * MIB);
  }

  @Test
  void movesNothingWhenPlacementIsInPlace() throws IOException {
    var home = kubepods.burstable(UID);
    pod().into(agent.pods);
    startAgent("placement: in-place");

    var audio = start(home.child("c"), Workload.Birth.burstable(190 * MIB), "audio", "--mib", "64");

    await()
        .atMost(PATIENCE)
        .until(() -> kubepods.read(home.child("c"), "memory.min").equals("" + 100 * MIB));
    audio.awaitRunning();
    agent.awaitQuiet();
    assertThat(kubepods.proc.cgroup(audio.pid()).path()).isEqualTo(home.child("c"));
    assertThat(kubepods.tree(NODE0)).containsExactly(NODE0);
  }

  private Workload running(CgroupPath home) {
    return start(home.child("c"), Workload.Birth.burstable(190 * MIB), "audio", "--mib", "64")
        .awaitRunning();
  }

  private static PodFile pod() {
    return PodFile.pod("running", UID).profile("realtime").memory("100Mi", "190Mi");
  }
}
