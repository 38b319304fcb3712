package io.audionode.system;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.cgroupfs.proc.Tasks;
import io.audionode.cgroupfs.sys.Linux;
import io.audionode.system.MortalSys.Death;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An agent is killed before or after one of its writes, and {@code restore} as well: the next agent
 * makes the same of the node as if nothing had been, and the next restore leaves it as it was
 * found.
 */
class KillScenarioTest extends Scenario {
  private static final String BORN = "88888888-cccc-4bbb-8ccc-000000000001";
  private static final String RUNNING = "88888888-cccc-4bbb-8ccc-000000000002";

  /** One in so many of the moments, odd, so that half of them come after a write; 1 for all. */
  private static final int STRIDE =
      Optional.ofNullable(System.getenv("AUDIONODE_KILL_STRIDE")).map(Integer::parseInt).orElse(9);

  private @Nullable MortalAgent mortal;

  private static Stream<String> configurations() {
    return Stream.of(
        "placement: subtree-always",
        "placement: in-place",
        "{placement: subtree-always, domain: node}",
        """
        placement: subtree-always
        profiles:
          realtime:
            threads:
              - {name: dsp, names: ["^sleep$"], schedPolicy: fifo, priority: 44, force: true}
        """);
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void leavesTheNodeToTheNextOneWhereverItIsKilled(String configuration) throws Exception {
    mortal = new MortalAgent(agent.state(), agent.pods, configuration);
    pod("running", RUNNING);
    pod("born", BORN);
    kubepods.burstable(BORN);
    var running =
        start(
                kubepods.burstable(RUNNING).child("c"),
                Workload.Birth.burstable(190 * MIB),
                "audio",
                "--mib",
                "32")
            .awaitRunning();
    var before = picture(running);

    var undisturbed = story(running, Death.NONE, Death.NONE);
    assertThat(undisturbed.after()).isEqualTo(before);
    var protecting = undisturbed.protecting().writes();
    var restoring = undisturbed.restoring().writes();
    var moments = 2 * Math.max(protecting, restoring);
    var killed = 0;
    for (var moment = 0; moment < moments; moment += STRIDE) {
      var death = death(moment, protecting);
      var end = death(moment, restoring);
      var story = story(running, death, end);
      System.out.printf("killed at moment %d of %d: %s, %s%n", moment, moments, death, end);
      assertThat(story.node()).as("after %s", death).isEqualTo(undisturbed.node());
      assertThat(story.after()).as("after %s and %s", death, end).isEqualTo(before);
      killed += story.protecting().killed() && story.restoring().killed() ? 1 : 0;
    }
    var tried = (moments + STRIDE - 1) / STRIDE;
    assertThat(tried - killed)
        .as("stories without a death, as a kernel's answers may save a write or two")
        .isLessThanOrEqualTo(Math.max(1, tried / 10));
    System.out.printf(
        "killed in %d of %d stories, at %d moments: %d writes to protect, %d to put back%n",
        killed, tried, moments, protecting, restoring);
  }

  private static Death death(int moment, int writes) {
    return new Death(moment / 2 % writes + 1, moment % 2 == 1);
  }

  /**
   * A container is born and protected, and all is put back; whoever is killed has a successor.
   *
   * @param node when all was protected
   * @param after when all was put back and the container had gone
   */
  private record Story(
      MortalAgent.Life protecting,
      MortalAgent.Life restoring,
      SortedMap<String, String> node,
      SortedMap<String, String> after) {}

  private Story story(Workload running, Death death, Death end) throws IOException {
    var home = kubepods.burstable(BORN).child("c");
    MortalAgent.Life protecting;
    MortalAgent.Life restoring;
    SortedMap<String, String> node;
    var agents = requireNonNull(mortal, "nobody to kill");
    var birth = Workload.Birth.burstable(190 * MIB);
    try (var born = Workload.start(home, birth, "/bin/sleep", "100000")) {
      await().atMost(PATIENCE).until(() -> comm(born).equals("sleep"));
      var found = place(born);
      protecting = agents.protect(death);
      agents.protect(Death.NONE);
      node = picture(running);
      node.put("born", place(born));
      restoring = agents.restore(end);
      agents.restore(Death.NONE);
      assertThat(place(born)).as("after %s", end).isEqualTo(found).startsWith(home + " 900");
    }
    kubepods.remove(home);
    return new Story(protecting, restoring, node, picture(running));
  }

  /** On a node that is named, so that it is the same one each time. */
  private void pod(String name, String uid) throws IOException {
    PodFile.pod(name, uid)
        .profile("realtime")
        .annotation("audionode.io/numa-node", "0")
        .memory("64Mi", "190Mi")
        .into(agent.pods);
  }

  private SortedMap<String, String> picture(Workload running) {
    return Picture.of(kubepods, List.of(running));
  }

  private String comm(Workload workload) {
    return kubepods.proc.stat(workload.pid()).comm();
  }

  private String place(Workload workload) {
    var pid = workload.pid();
    return "%s %d, %s"
        .formatted(
            kubepods.proc.cgroup(pid).path(),
            kubepods.proc.oomScoreAdj(pid),
            new Tasks(Linux.system()).scheduling(pid));
  }
}
