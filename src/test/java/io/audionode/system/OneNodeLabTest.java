package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A machine with one NUMA node, as most are, and no swap. */
class OneNodeLabTest extends DegradedScenario {
  private static final String MIXER = "61616161-aaaa-4bbb-8ccc-000000000001";

  @Test
  void servesAPodAsFullyAsOthersDo() throws IOException {
    var mixer = PodFile.pod("mixer", MIXER).profile("realtime").memory("32Mi", "64Mi");
    mixer.into(agent.pods);
    startAgent();
    var audio = born(MIXER);
    awaitIn(NODE0, audio);
    agent.awaitQuiet();
    assertKnob(AUDIO, "memory.min", 32 * MIB);
    assertKnob(NODE0, "memory.min", 32 * MIB);
    assertKnob(NODE0, "cpuset.mems.effective", "0");
    assertThat(kubepods.tree(node(1))).isEmpty();
    awaitAsDocumented("row: one NUMA node");
    awaitAsDocumented("row: no swap");
  }
}
