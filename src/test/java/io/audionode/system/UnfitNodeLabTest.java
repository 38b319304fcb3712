package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.sys.Linux;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A node that audionode cannot work on; the guest was booted as one, its options say how. */
class UnfitNodeLabTest {
  private static final Map<String, String> REFUSALS =
      Map.of(
          "--cgroup hybrid", "needs cgroup v2: cgroup v1 has the controllers ",
          "--cgroup v1", "needs cgroup v2: only cgroup v1 is mounted; boot with ",
          "--cgroup none", "needs cgroup v2: mount cgroup2 on /sys/fs/cgroup",
          "--append cgroup_disable=memory", "has no memory controller");

  @Test
  void isRefusedWithAReasonAndARemedyAndIsNotWrittenTo() throws IOException {
    var options = System.getenv("AUDIONODE_LAB_OPTIONS");
    var refusal =
        REFUSALS.entrySet().stream()
            .filter(entry -> options.endsWith(entry.getKey()))
            .findFirst()
            .orElseThrow();
    var pods = Files.createTempDirectory("pods");
    for (var command : List.of("plan", "run")) {
      try (var audionode = AgentProcess.start(List.of(), command, "--pods", pods.toString())) {
        assertThat(audionode.awaitEnd()).isEqualTo(3);
        assertThat(audionode.output()).startsWith("audionode: ").contains(refusal.getValue());
        assertThat(audionode.output().lines()).hasSize(1);
      }
    }
    try (var doctor = AgentProcess.start(List.of(), "doctor")) {
      assertThat(doctor.awaitEnd()).isEqualTo(3);
      assertThat(doctor.output()).contains("This node is unfit");
    }
    assertThat(new ProcFs(Linux.system()).swappiness()).isEqualTo(60);
  }
}
