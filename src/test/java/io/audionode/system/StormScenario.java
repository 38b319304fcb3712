package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;

/**
 * More at once than any node sees. Afterwards the tree is right, and the agent holds no file,
 * thread, watch or memory that it did not hold before.
 *
 * <p>{@code AUDIONODE_STORM} is how many pods and forks there are, in percent: 2 by default, as an
 * emulated processor needs most of an hour for all. A leak of memory shows with many only.
 */
class StormScenario extends Scenario {
  private static final int PERCENT =
      Integer.parseInt(System.getenv().getOrDefault("AUDIONODE_STORM", "2"));

  final Crowd crowd = new Crowd(kubepods, agent.pods);

  static int part(int all) {
    return Math.max(1, all * PERCENT / 100);
  }

  @AfterEach
  void calm() {
    crowd.close();
  }

  /** A pod is born and gone; every second one is before the agent can have done much. */
  void passBy(int number) {
    crowd.announce(number);
    var born = crowd.bear(number, 1);
    if (number % 2 == 0) {
      crowd.awaitProtected(born);
    }
    crowd.end();
    crowd.bury(number);
  }

  /** Restoring leaves nothing, and nothing that differs from before. */
  void assertClean() {
    assertThat(agent.restore().left()).isEmpty();
    assertThat(agent.differences()).isEmpty();
  }
}
