package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * cgroup2 mounted as systemd does it, and an agent in a cgroup namespace of its own, as a container
 * that is not privileged has: across its border nobody inside may move a process.
 */
class NsdelegateLabTest extends DegradedScenario {
  private static final String MIXER = "62626262-aaaa-4bbb-8ccc-000000000001";
  private static final Path MOUNTS = Path.of("/proc/mounts");

  @Test
  void leavesItsOwnCgroupNamespaceToPlacePods() throws IOException, InterruptedException {
    remount("nsdelegate,memory_recursiveprot");
    assertThat(Files.readString(MOUNTS)).contains("nsdelegate");
    PodFile.pod("mixer", MIXER).profile("realtime").memory("32Mi", "64Mi").into(agent.pods);
    var process = startProcess(List.of("unshare", "--cgroup"));
    process.awaitOutput("entered the host's cgroup namespace");
    await().atMost(PATIENCE).until(() -> kubepods.exists(NODE0));
    var audio = born(MIXER);
    awaitIn(NODE0, audio);
    var row = row("row: nsdelegate");
    awaitAsDocumented(row, process);
    assertDoctor(row, doctor());
  }

  @AfterEach
  void takeTheOptionBack() throws IOException, InterruptedException {
    remount("memory_recursiveprot");
    assertThat(Files.readString(MOUNTS)).doesNotContain("nsdelegate");
  }

  /** With its source named too: otherwise mount(8) adds the options that it has already. */
  private static void remount(String options) throws IOException, InterruptedException {
    var mount =
        new ProcessBuilder("mount", "-o", "remount," + options, "cgroup2", "/sys/fs/cgroup");
    assertThat(mount.inheritIO().start().waitFor()).isZero();
  }
}
