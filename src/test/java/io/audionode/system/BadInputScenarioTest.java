package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.apply.Outcome;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Wrong input is said clearly and costs nothing that was right. */
class BadInputScenarioTest extends Scenario {
  private static final String GOOD = "99999999-aaaa-4bbb-8ccc-000000000001";
  private static final String BAD = "99999999-aaaa-4bbb-8ccc-000000000002";

  @Test
  void keepsServingWhenPodFilesAreBroken() throws IOException {
    var file = pod("good", GOOD).into(agent.pods);
    startAgent();
    var audio = audio(kubepods.burstable(GOOD).child("c"));
    awaitIn(AUDIO, audio);

    Files.writeString(agent.pods.resolve("empty.yaml"), "");
    Files.writeString(agent.pods.resolve("malformed.yaml"), "kind: [Pod");
    Files.writeString(agent.pods.resolve("huge.yaml"), "# " + "x".repeat(2 << 20));
    Files.writeString(file, "apiVersion: v1\nkind: Pod\nmeta");
    agent.awaitQuiet();

    assertThat(agent.status().podProblems())
        .hasSize(4)
        .anySatisfy(problem -> assertThat(problem).contains("empty.yaml"))
        .anySatisfy(problem -> assertThat(problem).contains("malformed.yaml"))
        .anySatisfy(problem -> assertThat(problem).contains("huge.yaml").contains("1048576"))
        .anySatisfy(problem -> assertThat(problem).contains("good.yaml"));
    assertThat(kubepods.proc.cgroup(audio.pid()).path().startsWith(AUDIO)).isTrue();
  }

  @Test
  void leavesAPodOfAnUnknownProfileAlone() throws IOException {
    var home = kubepods.burstable(BAD);
    PodFile.pod("bad", BAD).profile("studio").memory("64Mi", "128Mi").into(agent.pods);
    startAgent();
    var audio = audio(home.child("c")).awaitRunning();
    agent.awaitQuiet();

    assertThat(agent.latest().desired().warnings())
        .containsExactly(
            "audio/bad: profile \"studio\" is not configured; known are realtime, render;"
                + " the pod is left as it is");
    assertThat(kubepods.proc.oomScoreAdj(audio.pid())).isEqualTo(900);
    assertThat(kubepods.proc.cgroup(audio.pid()).path()).isEqualTo(home.child("c"));
  }

  @Test
  void cutsAMinimumToTheLimitAndToTheNodeAndSaysSo() throws IOException {
    pod("good", GOOD)
        .annotation("audionode.io/memory-min", "1Gi")
        .annotation("audionode.io/numa-node", "7")
        .annotation("audionode.io/oom-score-adj", "-2000")
        .into(agent.pods);
    PodFile.pod("bad", BAD)
        .profile("render") // which prefers a NUMA node: realtime would refuse it
        .annotation("audionode.io/memory-min", "64Gi")
        .into(agent.pods);
    startAgent();
    var audio = audio(kubepods.burstable(GOOD).child("c"));
    var unlimited = audio(kubepods.burstable(BAD).child("c"));
    awaitIn(AUDIO, audio);
    awaitIn(AUDIO, unlimited);
    agent.awaitQuiet();

    assertThat(warnings("good"))
        .contains("memory.min 1Gi is cut to the pod's limit 128Mi: ask for less or raise the limit")
        .contains(
            "annotation audionode.io/oom-score-adj=\"-2000\" is ignored; allowed is -1000..1000")
        .anySatisfy(warning -> assertThat(warning).startsWith("NUMA node 7 does not exist"));
    assertThat(warnings("bad"))
        .anySatisfy(warning -> assertThat(warning).startsWith("memory.min 64Gi is cut to "));
    for (var node : List.of(node(0), node(1))) {
      var minimum = Long.parseLong(kubepods.read(node, "memory.min"));
      assertThat(minimum).isLessThanOrEqualTo(total(node));
    }
    assertThat(kubepods.proc.oomScoreAdj(audio.pid())).isEqualTo(-500);
  }

  @Test
  void saysThatNoMoreCgroupsAreAllowedAndGoesOnOnceTheyAre() throws IOException {
    pod("good", GOOD).into(agent.pods);
    startAgent();
    kubepods.write(AUDIO, "cgroup.max.descendants", "2");
    var audio = audio(kubepods.burstable(GOOD).child("c"));

    await()
        .atMost(PATIENCE)
        .until(
            () ->
                agent.reports.stream()
                    .flatMap(report -> report.outcomes().stream())
                    .anyMatch(
                        outcome ->
                            outcome instanceof Outcome.Refused(var _, var message, var _)
                                && message.contains("EAGAIN")));
    assertThat(audio.isAlive()).isTrue();
    kubepods.write(AUDIO, "cgroup.max.descendants", "max");
    agent.mark();
    agent.awaitQuiet();
    // In the subtree, or in place by now if that took longer than a birth.
    assertKnob(containerOf(audio), "memory.min", 64 * MIB);
  }

  @Test
  void survivesProcessesAndCgroupsThatVanishWhileItLooks()
      throws IOException, InterruptedException {
    pod("good", GOOD).into(agent.pods);
    startAgent();
    var home = kubepods.burstable(GOOD);
    var audio = audio(home.child("c"));
    awaitIn(AUDIO, audio);
    var forks =
        start(
            home.child("c"),
            Workload.Birth.burstable(0),
            "/bin/sh",
            "-c",
            "i=0; while [ $i -lt 300 ]; do /bin/true & i=$((i+1)); done; wait");
    for (var i = 0; i < 20; i++) {
      kubepods.remove(kubepods.make(home.child("short" + i)));
    }
    forks.awaitEnd(PATIENCE);
    agent.awaitQuiet();

    assertThat(agent.status().loops()).allSatisfy(loop -> assertThat(loop.failures()).isZero());
    assertThat(kubepods.proc.cgroup(audio.pid()).path().startsWith(AUDIO)).isTrue();
  }

  @Test
  void keepsTheOldConfigurationWhenTheNewOneIsWrong() throws IOException {
    startAgent("swappiness: 5");
    assertThat(kubepods.proc.swappiness()).isEqualTo(5);

    Files.writeString(agent.config(), "swappiness: 10\nswapiness: 3\nplacement: everywhere\n");
    await().atMost(PATIENCE).until(() -> !agent.status().configurationProblems().isEmpty());
    assertThat(agent.status().configurationProblems().getFirst())
        .contains("swapiness")
        .contains("placement");
    assertThat(kubepods.proc.swappiness()).isEqualTo(5);

    Files.writeString(agent.config(), "swappiness: 10\n");
    await().atMost(PATIENCE).until(() -> kubepods.proc.swappiness() == 10);
    assertThat(agent.status().configurationProblems()).isEmpty();
  }

  @Test
  void refusesToRunWithoutRootAndSaysWhatToDo() {
    try (var plan =
        AgentProcess.start(
            List.of("setpriv", "--reuid", "65534", "--clear-groups"), "plan", "--pods", "/")) {
      assertThat(plan.awaitEnd()).isEqualTo(3);
      assertThat(plan.output())
          .isEqualTo(
              "audionode: must run as root, and runs as uid 65534: use sudo, or a privileged pod\n");
    }
  }

  private CgroupPath containerOf(Workload workload) {
    var path = kubepods.proc.cgroup(workload.pid()).path();
    return Set.of("main", "rt").contains(path.name()) ? path.parent().orElseThrow() : path;
  }

  private long total(CgroupPath node) {
    return agent.latest().seen().machine().numa().nodes().stream()
        .filter(numa -> node.name().equals("node" + numa.id()))
        .findFirst()
        .orElseThrow()
        .total()
        .value();
  }

  private List<String> warnings(String pod) {
    return agent.latest().desired().pods().stream()
        .filter(desire -> desire.seen().pod().name().equals(pod))
        .findFirst()
        .orElseThrow()
        .warnings();
  }

  private static PodFile pod(String name, String uid) {
    return PodFile.pod(name, uid).profile("realtime").memory("64Mi", "128Mi");
  }

  private Workload audio(CgroupPath home) {
    return start(home, Workload.Birth.burstable(0).adopted(), "audio", "--mib", "16");
  }
}
