package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A security module that denies one control file; Landlock is one, since 5.13. */
class LandlockScenarioTest extends DegradedScenario {
  private static final String MIXER = "64646464-aaaa-4bbb-8ccc-000000000003";
  private static final String LATE = "64646464-aaaa-4bbb-8ccc-000000000002";
  private static final String DENIED = "/sys/fs/cgroup/audio/memory.min";

  @Test
  void doesTheRestWhenASecurityModuleDeniesOneFile() throws IOException {
    pod("mixer", MIXER).into(agent.pods);
    startAgent();
    awaitIn(NODE0, audio(MIXER));
    agent.awaitQuiet();
    agent.stop();
    kubepods.write(AUDIO, "memory.min", "0");

    var confined = List.of(Workload.program("confine"), DENIED, "--");
    var process = startProcess(confined);
    var row = row("row: a security module denies a control file");
    awaitAsDocumented(row, process);
    assertKnob(AUDIO, "memory.min", "0");
    try (var doctor = AgentProcess.start(confined, "doctor", "--state", agent.state().toString())) {
      assertThat(doctor.awaitEnd()).isEqualTo(1);
      assertDoctor(row, doctor.output());
    }
    var before = runs(process);
    pod("late", LATE).into(agent.pods);
    kubepods.burstable(LATE);
    awaitRunAfter(process, before);
    awaitIn(AUDIO, audio(LATE));
  }

  private static PodFile pod(String name, String uid) {
    return PodFile.pod(name, uid)
        .profile("realtime")
        .annotation("audionode.io/numa-node", "0")
        .memory("16Mi", "64Mi");
  }

  private Workload audio(String uid) {
    return start(
        kubepods.burstable(uid).child("c"),
        Workload.Birth.burstable(64 * MIB).adopted(),
        "audio",
        "--mib",
        "8");
  }
}
