package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Linux 5.10, which has neither {@code cgroup.kill} nor {@code memory.reclaim} nor {@code
 * memory.peak}, booted with {@code swapaccount=0}.
 */
class OldKernelLabTest extends DegradedScenario {
  private static final String MIXER = "65656565-aaaa-4bbb-8ccc-000000000001";
  private static final String BATCH = "65656565-aaaa-4bbb-8ccc-000000000002";

  @Test
  void protectsAPodWithWhatThereIsAndPutsItBack() throws IOException {
    assertThat(Files.readString(Path.of("/proc/sys/kernel/osrelease"))).startsWith("5.10.");
    PodFile.pod("mixer", MIXER).profile("realtime").memory("32Mi", "64Mi").into(agent.pods);
    PodFile.pod("batch", BATCH).into(agent.pods);
    kubepods.bestEffort(BATCH);
    startAgent("profiles: {realtime: {reactions: [observe, oom, reclaim]}}");
    var audio = born(MIXER);
    awaitIn(AUDIO, audio);
    agent.awaitQuiet();
    assertKnob(AUDIO, "memory.min", 32 * MIB);
    assertThat(agent.status().pendingActions()).isZero();
    awaitAsDocumented("row: Linux before 5.19");
    awaitAsDocumented("row: swap without memory.swap.max");
    agent.stop();
    assertThat(agent.restore().left()).isEmpty();
    assertThat(agent.differences()).isEmpty();
  }
}
