package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * More at once than any node sees. Afterwards the tree is right, and the agent holds no file,
 * thread, watch or memory that it did not hold before.
 *
 * <p>{@code AUDIONODE_STORM} is how many pods and forks there are, in percent: 2 by default, as an
 * emulated processor needs most of an hour for all. A leak of memory shows with many only.
 */
class StormScenarioTest extends Scenario {
  private static final int PERCENT =
      Integer.parseInt(System.getenv().getOrDefault("AUDIONODE_STORM", "2"));

  private static final int IN_A_ROW = part(1000);
  private static final int AT_ONCE = part(250);
  private static final int CONTAINERS = 10;
  private static final int FORKS = part(10_000);
  private static final int MARKS = 100_000;
  private static final String OVERFLOWS = "audionode_inotify_overflows_total";

  private final Crowd crowd = new Crowd(kubepods, agent.pods);

  private static int part(int all) {
    return Math.max(1, all * PERCENT / 100);
  }

  @AfterEach
  void calm() {
    crowd.close();
  }

  @Test
  void podsThatAreBornAndGoneInARow() throws Exception {
    startAgent();
    passBy(0);
    var before = new Held();
    for (var number = 1; number <= IN_A_ROW; number++) {
      passBy(number);
    }
    before.assertAgain();
  }

  /** Every second one is gone before the agent can have done much. */
  private void passBy(int number) {
    crowd.announce(number);
    var born = crowd.bear(number, 1);
    if (number % 2 == 0) {
      crowd.awaitProtected(born);
    }
    crowd.end();
    crowd.bury(number);
  }

  @Test
  void podsThatAreBornAllAtOnce() throws Exception {
    startAgent();
    passBy(0);
    var before = new Held();
    var born = new HashSet<Long>();
    IntStream.range(0, AT_ONCE).forEach(crowd::announce);
    IntStream.range(0, AT_ONCE).forEach(number -> born.addAll(crowd.bear(number, CONTAINERS)));
    crowd.awaitProtected(born);
    assertThat(agent.latest().desired().pods()).hasSize(AT_ONCE);
    crowd.end();
    IntStream.range(0, AT_ONCE).forEach(crowd::bury);
    before.assertAgain();
  }

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
      resources = Resources.settled();
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
      assertThat(agent.restore().left()).isEmpty();
      assertThat(agent.differences()).isEmpty();
    }
  }
}
