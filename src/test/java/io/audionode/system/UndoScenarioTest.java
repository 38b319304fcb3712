package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.cli.Commands;
import io.audionode.agent.journal.JournalFile;
import io.audionode.agent.restore.Restore;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/** {@code restore} after the node has gone on, or has begun anew. */
class UndoScenarioTest extends Scenario {
  private static final String RUNNING = "cccccccc-aaaa-4bbb-8ccc-000000000001";
  private static final String OTHER = "cccccccc-aaaa-4bbb-8ccc-000000000002";
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  @Test
  void takesNothingBackFromPodsThatAreGone() throws IOException {
    var running = running();
    var other = audio(kubepods.burstable(OTHER));
    pod("other", OTHER).into(agent.pods);
    protect(running, other);
    other.close();
    kubepods.remove(kubepods.burstable(OTHER));
    running.close();
    kubepods.remove(kubepods.burstable(RUNNING));

    var result = agent.restore();

    assertThat(result.isWhole()).isTrue();
    assertThat(kubepods.exists(AUDIO)).isFalse();
    assertThat(kubepods.read(Kubepods.ROOT, "memory.min")).isEqualTo("0");
    assertThat(agent.differences()).isEmpty();
  }

  @Test
  void leavesANodeAloneThatWasRebootedAndBeginsAnew() throws IOException {
    var found = kubepods.proc.swappiness();
    protect(running());
    takeAwayWhatARebootTakes(found);
    var fresh = Picture.of(kubepods, List.of());
    var other = Files.writeString(agent.directory.resolve("boot_id"), RUNNING + "\n");
    run("mount", "--bind", other.toString(), BOOT_ID.toString());
    try {
      var old = Files.readAllBytes(journal());
      assertThat(restore(Commands.OK))
          .contains("is of another boot: its cgroups, processes and sysctls went with that\n")
          .endsWith("nothing to put back\n");
      assertThat(Picture.of(kubepods, List.of())).isEqualTo(fresh);
      assertThat(agent.state().resolve("journal.previous-boot")).hasBinaryContent(old);

      var running = running();
      var before = picture(running);
      protect(running);
      assertPutBack(agent.restore(), before, running);
    } finally {
      run("umount", BOOT_ID.toString());
      kubepods.proc.writeSwappiness(found);
    }
  }

  /** Every process and cgroup; and the sysctl, which has another default from now on. */
  private void takeAwayWhatARebootTakes(int swappiness) {
    kubepods.remove(kubepods.burstable(RUNNING));
    kubepods.remove(AUDIO);
    kubepods.write(Kubepods.ROOT, "memory.min", "0");
    kubepods.write(Kubepods.ROOT.child("burstable"), "memory.min", "0");
    kubepods.proc.writeSwappiness(swappiness + 7);
  }

  private void assertPutBack(
      Restore.Result result, SortedMap<String, String> before, Workload workload) {
    assertThat(result.isWhole()).as("left: %s", result.left()).isTrue();
    assertThat(picture(workload)).isEqualTo(before);
    assertThat(agent.differences()).isEmpty();
  }

  /** By an agent that has ended. */
  private void protect(Workload... workloads) throws IOException {
    pod("running", RUNNING).into(agent.pods);
    startAgent();
    for (var workload : workloads) {
      await().atMost(PATIENCE).until(() -> kubepods.proc.oomScoreAdj(workload.pid()) == -500);
    }
    agent.awaitQuiet();
    agent.stop();
  }

  private String restore(int status, String... options) {
    var arguments = new ArrayList<>(List.of("restore", "--state", agent.state().toString()));
    arguments.addAll(List.of(options));
    try (var process = AgentProcess.start(List.of(), arguments.toArray(String[]::new))) {
      assertThat(process.awaitEnd()).as(process.output()).isEqualTo(status);
      return process.output();
    }
  }

  private static void run(String... command) {
    Command.run(List.of(command)).succeeded();
  }

  private SortedMap<String, String> picture(Workload workload) {
    return Picture.of(kubepods, List.of(workload));
  }

  private Path journal() {
    return agent.state().resolve(JournalFile.NAME);
  }

  private Workload running() {
    return audio(kubepods.burstable(RUNNING)).awaitRunning();
  }

  private Workload audio(CgroupPath pod) {
    return start(pod.child("c"), Workload.Birth.burstable(190 * MIB), "audio", "--mib", "48");
  }

  private static PodFile pod(String name, String uid) {
    return PodFile.pod(name, uid).profile("realtime").memory("64Mi", "190Mi");
  }
}
