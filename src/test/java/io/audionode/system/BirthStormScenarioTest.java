package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.report.status.PodAdoption;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A storm of pods before an agent that is a process of its own and has the image's heap: that of
 * the test would be larger, and keeps what every run reported.
 */
class BirthStormScenarioTest extends StormScenario {
  private static final int IN_A_ROW = part(1000);
  private static final int AT_ONCE = part(250);
  private static final int CONTAINERS = 10;

  private AgentProcess process;

  @BeforeEach
  void startProcess() {
    process = startProcess(new String[0]);
    process.api().awaitReady();
    passBy(0);
  }

  @Test
  void podsThatAreBornAndGoneInARow() {
    var before = new Held();
    for (var number = 1; number <= IN_A_ROW; number++) {
      passBy(number);
    }
    before.assertAgain();
  }

  @Test
  void podsThatAreBornAllAtOnce() {
    var before = new Held();
    var born = new HashSet<Long>();
    crowd.prepare(AT_ONCE * CONTAINERS);
    IntStream.range(0, AT_ONCE).forEach(crowd::announce);
    IntStream.range(0, AT_ONCE).forEach(number -> born.addAll(crowd.bear(number, CONTAINERS)));
    crowd.awaitProtected(born);
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(protectedPods()).isEqualTo(AT_ONCE));
    crowd.end();
    IntStream.range(0, AT_ONCE).forEach(crowd::bury);
    before.assertAgain();
  }

  private long protectedPods() {
    var pods = process.api().status().pods();
    return Stream.of(PodAdoption.SUBTREE, PodAdoption.IN_PLACE, PodAdoption.MIXED)
        .mapToLong(adoption -> pods.getOrDefault(adoption.word(), 0L))
        .sum();
  }

  /** The tree and what the agent's process holds, before a storm. */
  private final class Held {
    /** First: who asks for a collection has the JVM open a socket for good. */
    private final long heap = process.heap();

    private final Resources resources = Resources.settled(process.pid());
    private final List<CgroupPath> tree = kubepods.tree(AUDIO);

    void assertAgain() {
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(kubepods.tree(AUDIO)).hasSameElementsAs(tree));
      resources.awaitAgain(() -> Resources.of(process.pid()));
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(process.heap()).isLessThan(heap + Resources.HEAP_MARGIN));
      process.terminate();
      assertClean();
    }
  }
}
