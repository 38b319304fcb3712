package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.loop.Loop;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Whom the OOM killer takes first, as the kernel has it for every process of a pod. */
class OomScoreScenarioTest extends Scenario {
  private static final String UID = "55555555-aaaa-4bbb-8ccc-00000000000";
  private static final Workload.Birth BIRTH = Workload.Birth.burstable(64 * MIB);
  private static final int KUBELETS = 900;
  private static final int SANDBOX = -998;

  @Test
  void followsProfileRuntimeClassAndAnnotationAndGivesBackWhatItFound() throws IOException {
    burstable("label", 1).profile("realtime").into(agent.pods);
    burstable("class", 2).runtimeClass("audio-rt").into(agent.pods);
    burstable("new", 3)
        .profile("realtime")
        .annotation("audionode.io/oom-score-adj", "950")
        .into(agent.pods);
    burstable("old", 4)
        .profile("realtime")
        .annotation("k8s.io/oom-score-adj", "-300")
        .into(agent.pods);
    burstable("none", 5).into(agent.pods);
    PodFile.pod("guaranteed", UID + 6).profile("render").guaranteed("64Mi").into(agent.pods);
    startAgent();

    var label = sleeper(kubepods.burstable(UID + 1), BIRTH);
    var runtimeClass = sleeper(kubepods.burstable(UID + 2), BIRTH);
    var annotation = sleeper(kubepods.burstable(UID + 3), BIRTH);
    var older = sleeper(kubepods.burstable(UID + 4), BIRTH);
    var none = sleeper(kubepods.burstable(UID + 5), BIRTH);
    var guaranteed = sleeper(kubepods.guaranteed(UID + 6), Workload.Birth.guaranteed(64 * MIB));
    var sandbox =
        start(
            kubepods.burstable(UID + 1).child("sandbox"),
            new Workload.Birth(SANDBOX, 0, Duration.ZERO),
            "/bin/sleep",
            "1000");

    awaitScore(label, -500);
    awaitScore(runtimeClass, -500);
    awaitScore(annotation, 950);
    awaitScore(older, -300);
    agent.awaitQuiet();
    assertThat(score(guaranteed)).as("never easier to kill than kubelet left it").isEqualTo(-997);
    assertThat(score(sandbox)).isEqualTo(SANDBOX);
    assertThat(kubepods.proc.cgroup(sandbox.pid()).path().startsWith(Kubepods.ROOT)).isTrue();
    assertThat(score(none)).isEqualTo(KUBELETS);

    burstable("label", 1).into(agent.pods);
    awaitScore(label, KUBELETS);
    burstable("new", 3).profile("realtime").into(agent.pods);
    awaitScore(annotation, -500);
  }

  @Test
  void reachesAForkThatRaisesNoEventLongBeforeTheResync() throws Exception {
    burstable("late", 7).profile("realtime").into(agent.pods);
    startAgent();
    var pipe = agent.directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    var forked = agent.directory.resolve("forked");
    var parent =
        start(
            kubepods.burstable(UID + 7).child("c"),
            BIRTH,
            "/bin/sh",
            "-c",
            "read line <%s; sh -c 'echo 700 >/proc/$$/oom_score_adj; echo $$ >%s; exec sleep 1000'; :"
                .formatted(pipe, forked));
    awaitScore(parent, -500);
    agent.awaitQuiet();

    Files.writeString(pipe, "\n");
    var fork = await().atMost(PATIENCE).until(() -> pid(forked), pid -> pid > 0);
    await()
        .atMost(Loop.RESYNC.minusSeconds(5)) // or it was the resync that found it
        .until(() -> kubepods.proc.oomScoreAdj(fork) == -500);
  }

  private static int pid(Path file) throws IOException {
    var text = Files.exists(file) ? Files.readString(file).strip() : "";
    return text.isEmpty() ? 0 : Integer.parseInt(text);
  }

  private static PodFile burstable(String name, int number) {
    return PodFile.pod(name, UID + number).memory("16Mi", "64Mi");
  }

  private Workload sleeper(CgroupPath pod, Workload.Birth birth) {
    return start(pod.child("c"), birth, "/bin/sleep", "1000");
  }

  private void awaitScore(Workload workload, int score) {
    await().atMost(PATIENCE).until(() -> score(workload) == score);
  }

  private int score(Workload workload) {
    return kubepods.proc.oomScoreAdj(workload.pid());
  }
}
