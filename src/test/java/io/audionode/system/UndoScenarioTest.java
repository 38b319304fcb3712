package io.audionode.system;

import static java.util.Objects.requireNonNull;
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
  void saysWhatItWouldDoBeforeItDoesIt() throws IOException {
    var running = running();
    var before = picture(running);
    protect(running);
    var found = picture(running);
    var journal = Files.readAllBytes(journal());

    assertThat(restore(Commands.OK, "--dry-run"))
        .contains("set process %d oom_score_adj = 900 (was -500)".formatted(running.pid()))
        .contains("set kubepods memory.min = 0 (was ")
        .contains("set vm.swappiness = %s (was 1)".formatted(before.get("vm.swappiness")))
        .contains("remove audio/node0")
        .contains(" actions would come first;");
    assertThat(picture(running)).isEqualTo(found);
    assertThat(journal()).hasBinaryContent(journal);

    assertThat(restore(Commands.OK)).contains(" writes, 0 kept, 0 not put back");
    assertThat(picture(running)).isEqualTo(before);
    assertThat(restore(Commands.OK, "--dry-run")).endsWith("nothing to put back\n");
    assertThat(restore(Commands.OK)).endsWith("nothing to put back\n");
  }

  @Test
  void keepsWhatSomebodyElseHasWrittenSince() throws IOException {
    var found = kubepods.proc.swappiness();
    var running = running();
    var before = picture(running);
    protect(running);
    kubepods.write(Kubepods.ROOT, "memory.min", Long.toString(12 * MIB));
    kubepods.proc.writeSwappiness(found + 7);
    try {
      var now = picture(running);
      List.of("kubepods memory.min", "vm.swappiness")
          .forEach(key -> before.put(key, requireNonNull(now.get(key))));
      var theirs = "somebody else has written %s since";

      assertThat(restore(Commands.OK, "--dry-run"))
          .contains(theirs.formatted(12 * MIB), theirs.formatted(found + 7));
      assertThat(restore(Commands.OK))
          .containsPattern("kept: .* memory.min: " + theirs.formatted(12 * MIB))
          .containsPattern("kept: vm.swappiness: " + theirs.formatted(found + 7))
          .contains(", 2 kept, 0 not put back");
      assertThat(picture(running)).isEqualTo(before);
      assertThat(agent.differences()).isEmpty();
      assertThat(restore(Commands.OK)).endsWith("nothing to put back\n");
    } finally {
      kubepods.proc.writeSwappiness(found);
    }
  }

  /** Somebody else's cgroup keeps its parents, and is not for the agent to remove. */
  @Test
  void goesOnLaterWithWhatItCannotPutBackNow() throws IOException {
    var running = running();
    var before = picture(running);
    protect(running);
    var theirs = NODE0.child("theirs");
    kubepods.create(theirs);

    assertThat(restore(Commands.FOUND))
        .contains("refused: remove audio/node0: ")
        .contains("not put back: cgroup audio\n", "not put back: cgroup audio/node0\n")
        .contains(", 0 kept, ");
    assertThat(kubepods.tree(AUDIO)).containsExactly(AUDIO, NODE0, theirs);
    assertThat(kubepods.proc.oomScoreAdj(running.pid())).isEqualTo(900);

    kubepods.remove(theirs);
    assertThat(restore(Commands.OK)).contains("remove audio\n", " 0 kept, 0 not put back");
    assertThat(picture(running)).isEqualTo(before);
    assertThat(agent.differences()).isEmpty();
    assertThat(restore(Commands.OK)).endsWith("nothing to put back\n");
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
