package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What has the number or the name of something that the agent wrote to, and is something else. */
class ReuseScenarioTest extends Scenario {
  private static final String UID = "57000000-bbbb-4bbb-8ccc-000000000001";
  private static final Path LAST_PID = Path.of("/proc/sys/kernel/ns_last_pid");

  @Test
  void leavesAProcessAloneThatGotThePidOfAnother() throws Exception {
    PodFile.pod("mixer", UID).profile("realtime").memory("16Mi", "64Mi").into(agent.pods);
    startAgent();
    var audio = start(home(), Workload.Birth.burstable(64 * MIB).adopted(), "audio", "--mib", "8");
    awaitIn(AUDIO, audio);
    awaitClass("rt", audio);
    agent.awaitQuiet();
    assertThat(kubepods.proc.oomScoreAdj(audio.pid())).isEqualTo(-500);
    agent.stop();
    audio.close();

    var namesake = withPid(audio.pid());
    try {
      var before = picture(namesake);
      assertThat(agent.restore().left()).isEmpty();
      assertThat(picture(namesake)).isEqualTo(before);
      assertThat(agent.differences()).isEmpty();
    } finally {
      namesake.destroyForcibly().waitFor();
    }
  }

  /** A program that nobody asked for, with a PID that is free. */
  private static Process withPid(int pid) throws IOException, InterruptedException {
    for (var attempt = 0; attempt < 50; attempt++) { // others start as well
      Files.writeString(LAST_PID, Integer.toString(pid - 1));
      var process = new ProcessBuilder("/bin/sleep", "100000").start();
      if (process.pid() == pid) {
        return process;
      }
      process.destroyForcibly().waitFor();
    }
    throw new AssertionError("no program got PID " + pid);
  }

  private String picture(Process process) {
    var pid = (int) process.pid();
    return "%s, oom_score_adj %d"
        .formatted(kubepods.proc.cgroup(pid).path(), kubepods.proc.oomScoreAdj(pid));
  }

  @Test
  void leavesACgroupAloneThatGotTheNameOfAnother() throws IOException {
    var audio = start(home(), Workload.Birth.burstable(64 * MIB), "audio", "--mib", "32");
    audio.awaitRunning();
    PodFile.pod("mixer", UID).profile("realtime").memory("16Mi", "64Mi").into(agent.pods);
    startAgent();
    assertKnob(home(), "memory.min", 16 * MIB);
    agent.stop();
    audio.close();
    kubepods.remove(home());
    kubepods.create(home());
    kubepods.write(home(), "memory.min", Long.toString(MIB));

    assertThat(agent.restore().left()).isEmpty();
    assertKnob(home(), "memory.min", MIB);
    assertThat(agent.differences()).isEmpty();
  }

  private CgroupPath home() {
    return kubepods.burstable(UID).child("c");
  }
}
