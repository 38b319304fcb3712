package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.docs.DegradationRow;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Cgroups that the agent may not write: a read-only mount. */
class DeniedScenarioTest extends DegradedScenario {
  private static final String MIXER = "64646464-aaaa-4bbb-8ccc-000000000001";
  private static final String READ_ONLY = "mount -o remount,bind,ro /sys/fs/cgroup";

  /**
   * A mount through which triggers are open cannot become read-only (EBUSY), and the agent may open
   * more at any moment; another mount that is read-only already can cover it.
   */
  private static final String COVERED =
      "ro=$(mktemp -d) && mount --bind /sys/fs/cgroup $ro && mount -o remount,bind,ro $ro"
          + " && mount --bind $ro /sys/fs/cgroup";

  private static final String READ_WRITE = "mount -o remount,bind,rw /sys/fs/cgroup";
  private static final List<String> OWN_MOUNTS =
      List.of("unshare", "--mount", "--propagation", "private");
  private static final int RUNS = 4;

  @Test
  void doesNotStartOnAReadOnlyMountAndSaysWhatToDo() throws IOException {
    var row = row("row: read-only cgroups");
    var through = new ArrayList<>(OWN_MOUNTS);
    through.addAll(List.of("sh", "-c", READ_ONLY + " && exec \"$0\" \"$@\""));
    try (var run = AgentProcess.run(through, agent)) {
      assertThat(run.awaitEnd()).isEqualTo(3);
      assertThat(run.output().lines()).hasSize(1);
      assertThat(DegradationRow.missing(row.status(), run.output())).as(run.output()).isEmpty();
    }
    try (var doctor = AgentProcess.start(through, "doctor")) {
      assertThat(doctor.awaitEnd()).isEqualTo(3);
      assertDoctor(row, doctor.output());
    }
    assertThat(kubepods.proc.swappiness()).isEqualTo(60);
    assertThat(agent.state()).doesNotExist();
  }

  @Test
  void saysThatTheMountBecameReadOnlyAndGoesOnWhenItIsWritableAgain()
      throws IOException, InterruptedException {
    mixer("32Mi").into(agent.pods);
    var process = startProcess(OWN_MOUNTS);
    await().atMost(PATIENCE).until(() -> kubepods.exists(NODE0));
    var audio = audio(MIXER);
    awaitIn(NODE0, audio);
    awaitMinimum(32);

    assertThat(inMountsOf(process, COVERED)).isZero();
    mixer("40Mi").into(agent.pods);
    var row = row("row: cgroups that become read-only");
    awaitAsDocumented(row, process);
    var lines = process.output().lines().count();
    var journal = Files.size(agent.state().resolve("journal"));
    for (var run = 0; run < RUNS; run++) {
      var before = runs(process);
      mixer("40Mi").annotation("run", "" + run).into(agent.pods);
      awaitRunAfter(process, before);
    }
    assertThat(process.output().lines().count())
        .as("lines of the log after %d more runs: %s", RUNS, process.output())
        .isLessThanOrEqualTo(lines + 2);
    assertThat(Files.size(agent.state().resolve("journal"))).isEqualTo(journal);
    try (var doctor = AgentProcess.start(mountsOf(process), "doctor")) {
      assertThat(doctor.awaitEnd()).isEqualTo(3);
      assertDoctor(row, doctor.output());
    }

    assertThat(inMountsOf(process, READ_WRITE)).isZero();
    mixer("40Mi").annotation("run", "last").into(agent.pods);
    awaitMinimum(40);
    process.awaitOutput("no longer degraded: writes");
    assertThat(audio.isAlive()).isTrue();
  }

  private static PodFile mixer(String request) {
    return PodFile.pod("mixer", MIXER)
        .profile("realtime")
        .annotation("audionode.io/numa-node", "0")
        .memory(request, "64Mi");
  }

  private Workload audio(String uid) {
    return start(kubepods.burstable(uid).child("c"), birth(), "audio", "--mib", "16");
  }

  private static Workload.Birth birth() {
    return Workload.Birth.burstable(64 * MIB).adopted();
  }

  private void awaitMinimum(long mebibytes) {
    var wanted = Long.toString(mebibytes * MIB);
    for (var path : List.of(AUDIO, NODE0, new CgroupPath(NODE0 + "/pod" + MIXER))) {
      await().atMost(PATIENCE).until(() -> kubepods.read(path, "memory.min").equals(wanted));
    }
  }

  /** Runs another program with what a process has mounted. */
  private static List<String> mountsOf(AgentProcess process) {
    return List.of("nsenter", "--mount", "--target", Long.toString(process.pid()));
  }

  private static int inMountsOf(AgentProcess process, String command)
      throws IOException, InterruptedException {
    var line = new ArrayList<>(mountsOf(process));
    line.addAll(List.of("sh", "-c", command));
    return new ProcessBuilder(line).inheritIO().start().waitFor();
  }
}
