package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Somebody else writes, and the agent was told to look on. */
class HoldScenarioTest extends DriftScenario {
  @Test
  void writesNothingWhileItIsPaused() throws IOException {
    var audio = protectedPod();
    var min = kubepods.read(NODE0, "memory.min");
    agent.reconfigure("pause: true");
    agent.awaitRunsToEnd();
    var before = agent.reports.size();
    kubepods.write(NODE0, "memory.min", "0");
    kubepods.write(home(), "cgroup.procs", Integer.toString(audio.pid()));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(agent.latest().plan().actions().stream().map(Object::toString))
                    .anyMatch(text -> text.startsWith("set audio/node0 memory.min = " + min))
                    .anyMatch(text -> text.startsWith("move process " + audio.pid())));
    agent.awaitRunsToEnd();
    assertThat(agent.writesSince(before)).isEmpty();
    assertKnob(NODE0, "memory.min", "0");
    assertThat(kubepods.proc.cgroup(audio.pid()).path()).isEqualTo(home());

    agent.reconfigure("pause: false");
    agent.awaitQuiet();
    assertKnob(NODE0, "memory.min", min);
    awaitIn(AUDIO, audio);
  }

  /** A hold on the pod, and not on the node: the others go on. */
  @Test
  void writesNothingOfAPodThatWasPutOnHold() throws IOException {
    var audio = protectedPod();
    var score = Path.of("/proc", Integer.toString(audio.pid()), "oom_score_adj");
    pod().annotation("audionode.io/hold", "true").into(agent.pods);
    await().atMost(PATIENCE).until(() -> agent.latest().desired().pods().getFirst().wish().hold());
    agent.awaitQuiet();
    var before = agent.reports.size();

    Files.writeString(score, "700");
    kubepods.write(home(), "cgroup.procs", Integer.toString(audio.pid()));
    agent.awaitRunsToEnd();
    agent.mark();
    agent.awaitRunsToEnd();
    assertThat(agent.writesSince(before)).isEmpty();
    assertThat(Files.readString(score)).startsWith("700");
    assertThat(kubepods.proc.cgroup(audio.pid()).path()).isEqualTo(home());

    Files.writeString(Path.of("/proc/sys/vm/swappiness"), "77");
    awaitToldOf("set vm.swappiness = 1 (was 77)");
    assertThat(Files.readString(score)).startsWith("700");

    pod().into(agent.pods);
    await().atMost(PATIENCE).until(() -> Files.readString(score).startsWith("-500"));
  }
}
