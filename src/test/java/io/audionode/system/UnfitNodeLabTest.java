package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.sys.Linux;
import io.audionode.docs.DegradationRow;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A node that audionode cannot work on; the guest was booted as one, its options say how. */
class UnfitNodeLabTest {
  private static final Map<String, String> ROWS =
      Map.of(
          "--cgroup hybrid", "row: cgroup v1 beside v2",
          "--cgroup v1", "row: cgroup v1",
          "--cgroup none", "row: no cgroups mounted",
          "--append cgroup_disable=memory", "row: no memory controller");

  @Test
  void isRefusedWithAReasonAndARemedyAndIsNotWrittenTo() throws IOException {
    var options = System.getenv("AUDIONODE_LAB_OPTIONS");
    var row =
        ROWS.entrySet().stream()
            .filter(entry -> options.endsWith(entry.getKey()))
            .map(entry -> DegradedScenario.row(entry.getValue()))
            .findFirst()
            .orElseThrow();
    var pods = Files.createTempDirectory("pods");
    for (var command : List.of("plan", "run")) {
      try (var audionode = AgentProcess.start(List.of(), command, "--pods", pods.toString())) {
        assertThat(audionode.awaitEnd()).isEqualTo(3);
        assertThat(audionode.output()).startsWith("audionode: ");
        assertThat(DegradationRow.missing(row.status(), audionode.output()))
            .as(audionode.output())
            .isEmpty();
        assertThat(audionode.output().lines()).hasSize(1);
      }
    }
    try (var doctor = AgentProcess.start(List.of(), "doctor")) {
      assertThat(doctor.awaitEnd()).isEqualTo(3);
      DegradedScenario.assertDoctor(row, doctor.output());
    }
    assertThat(new ProcFs(Linux.system()).swappiness()).isEqualTo(60);
  }
}
