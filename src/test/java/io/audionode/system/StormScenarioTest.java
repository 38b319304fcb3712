package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A storm of what the agent in this process is told of. */
class StormScenarioTest extends StormScenario {
  private static final int FORKS = part(10_000);
  private static final int MARKS = 100_000;
  private static final String OVERFLOWS = "audionode_inotify_overflows_total";

  @Test
  void programsThatAContainerForks() throws Exception {
    startAgent();
    passBy(1);
    crowd.announce(0);
    var shell =
        crowd.bear(
            0,
            "c0",
            "/bin/sh",
            "-c",
            "while read n; do while [ $n -gt 0 ]; do /bin/true; n=$((n-1)); done; echo done; done");
    crowd.awaitProtected(Set.of(shell.pid()));
    fork(shell, 10); // what a container's first forks have the agent open stays open
    var before = new Held();
    fork(shell, FORKS);
    assertThat(shell.isAlive()).isTrue();
    before.assertAgain();
  }

  private void fork(Process shell, int programs) throws IOException {
    shell.outputWriter().append(programs + "\n").flush();
    assertThat(shell.inputReader().readLine()).isEqualTo("done");
    agent.awaitQuiet();
  }

  @Test
  void eventsOfWhichTheKernelDropsSome() throws Exception {
    try (var _ = new InotifyQueue(2)) {
      startAgent();
      passBy(0);
      var before = new Held();
      var overflows = agent.metric(OVERFLOWS);
      for (var round = 0; round < 5 || agent.metric(OVERFLOWS) == overflows; round++) {
        assertThat(round).as("rounds without an overflow").isLessThan(100);
        IntStream.range(0, 20).forEach(number -> kubepods.bestEffort(Crowd.uid(number)));
        IntStream.range(0, 20).forEach(number -> kubepods.remove(bestEffort(number)));
      }
      passBy(2);
      before.assertAgain();
    }
  }

  private static CgroupPath bestEffort(int number) {
    return Kubepods.ROOT.child("besteffort").child("pod" + Crowd.uid(number));
  }

  @Test
  void marksWithoutAnEnd() throws Exception {
    startAgent();
    passBy(0);
    var before = new Held();
    var runs = agent.runs("main");
    for (var number = 0; number < MARKS; number++) {
      agent.mark();
    }
    agent.awaitQuiet();
    assertThat(agent.runs("main") - runs).as("runs for all marks").isBetween(1L, MARKS / 100L);
    before.assertAgain();
  }

  /** The tree and what this process holds, before a storm. */
  private final class Held {
    private final List<CgroupPath> tree;
    private final Resources resources;
    private final long heap;

    Held() {
      agent.awaitQuiet();
      tree = kubepods.tree(AUDIO);
      resources = Resources.settled(ProcessHandle.current().pid());
      heap = Resources.heap();
    }

    void assertAgain() {
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(kubepods.tree(AUDIO)).hasSameElementsAs(tree));
      agent.awaitQuiet();
      agent.reports.clear(); // the test's own
      agent.awaitRunsToEnd();
      resources.awaitAgain(heap);
      crowd.end();
      agent.stop();
      assertClean();
    }
  }
}
