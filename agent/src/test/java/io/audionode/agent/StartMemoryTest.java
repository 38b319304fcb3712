package io.audionode.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StartMemoryTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final List<String> done = new ArrayList<>();
  private final StartMemory memory =
      new StartMemory(nanos::get, () -> done.add("collected"), () -> done.add("trimmed"));

  @Test
  void isGivenBackOnceWhenTheStartIsOver() {
    var report = new FakeFlow(FakeNode.withNumaNodes(1)).runOnce();
    nanos.addAndGet(StartMemory.SETTLED.toNanos() - 1);
    memory.accept(report);
    assertThat(done).isEmpty();
    nanos.incrementAndGet();
    memory.accept(report);
    memory.accept(report);
    assertThat(done).containsExactly("collected", "trimmed");
  }
}
