package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * cgroup2 mounted as systemd does it, and an agent in a cgroup namespace of its own, as a container
 * that is not privileged has: across its border nobody inside may move a process. The option stays
 * with the guest.
 */
class NsdelegateLabTest extends DegradedScenario {
  private static final String MIXER = "62626262-aaaa-4bbb-8ccc-000000000001";
  private static final String REMOUNT =
      "mount -o remount,nsdelegate,memory_recursiveprot /sys/fs/cgroup";

  @Test
  void leavesItsOwnCgroupNamespaceToPlacePods() throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("sh", "-c", REMOUNT).inheritIO().start().waitFor()).isZero();
    assertThat(Files.readString(Path.of("/proc/mounts"))).contains("nsdelegate");
    PodFile.pod("mixer", MIXER).profile("realtime").memory("32Mi", "64Mi").into(agent.pods);
    var process = startProcess(List.of("unshare", "--cgroup"));
    process.awaitOutput("entered the host's cgroup namespace");
    await().atMost(PATIENCE).until(() -> kubepods.exists(NODE0));
    var audio =
        start(
            kubepods.burstable(MIXER).child("c"),
            Workload.Birth.burstable(64 * MIB).adopted(),
            "audio",
            "--mib",
            "16");
    awaitIn(NODE0, audio);
    var row = row("row: nsdelegate");
    awaitAsDocumented(row, process);
    assertDoctor(row, doctor());
  }
}
