package io.audionode.agent.report.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.fixture.MemoryLooks;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Without this, nobody hears that a pod's pages wander until it glitches. */
class RemoteMemoryTest {
  private final RemoteMemory remote = new RemoteMemory();
  private final MemoryLooks looks = new MemoryLooks();

  @Test
  void tellsOnceAndAgainWhenItHasDoubled() {
    assertThat(tell(15)).isEmpty();
    assertThat(tell(16)).hasSize(1);
    assertThat(tell(31)).isEmpty();
    assertThat(tell(32)).hasSize(1);
    assertThat(tell(40)).isEmpty();
    assertThat(tell(64)).hasSize(1);
    assertThat(tell(0)).isEmpty();
    assertThat(tell(16)).as("it fell meanwhile").hasSize(1);
  }

  @Test
  void saysHowMuchAndOfWhat() {
    var grown = tell(25).getFirst();
    assertThat(grown.said())
        .startsWith("25Mi of its memory (")
        .endsWith("lie on other NUMA nodes than its own, 0");
    assertThat(grown.share()).isBetween(0.1, 0.3);
  }

  private List<RemoteMemory.Grown> tell(int mebibytes) {
    looks.remote = mebibytes;
    return remote.grown(looks.look());
  }
}
