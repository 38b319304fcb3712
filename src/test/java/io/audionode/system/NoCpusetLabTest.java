package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * A kernel that was booted with {@code cgroup_disable=cpuset}: protects memory, and pins nothing.
 */
class NoCpusetLabTest extends DegradedScenario {
  private static final String MIXER = "63636363-aaaa-4bbb-8ccc-000000000001";

  @Test
  void protectsMemoryAndSaysThatNothingIsPinned() throws IOException {
    assertThat(System.getenv("AUDIONODE_LAB_OPTIONS")).contains("cgroup_disable=cpuset");
    PodFile.pod("mixer", MIXER).profile("realtime").memory("32Mi", "64Mi").into(agent.pods);
    startAgent();
    var audio = born(MIXER);
    awaitIn(AUDIO, audio);
    audio.awaitRunning();
    awaitClass("rt", audio);
    agent.awaitQuiet();
    assertKnob(AUDIO, "memory.min", 32 * MIB);
    assertThat(agent.status().pendingActions()).isZero();
    awaitAsDocumented("row: no cpuset controller");
    agent.stop();
    assertThat(agent.restore().left()).isEmpty();
    assertThat(agent.differences()).isEmpty();
  }
}
