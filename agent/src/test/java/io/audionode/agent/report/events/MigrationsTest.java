package io.audionode.agent.report.events;

import static io.audionode.agent.fixture.FakeNode.home;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.fixture.PodBuilder;
import io.audionode.agent.model.Migration.State;
import io.audionode.agent.model.Pod;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MigrationsTest {
  private static final Pod MIXER =
      PodBuilder.pod("mixer")
          .annotation("audionode.io/numa-node", "1")
          .container("main", "64Mi", "256Mi")
          .build();
  private static final CgroupPath HOME = home(MIXER).child("c");

  private final FakeNode node = FakeNode.withNumaNodes(2);
  private final FakeFlow flow = FakeFlow.migrating(node);
  private final EventLog log = new EventLog(InstantSource.fixed(FakeFlow.START), 1000);

  @BeforeEach
  void begin() {
    node.pod(MIXER).running(MIXER, "c", 10, Bytes.ofMebibytes(128));
    run();
    run();
  }

  @Test
  void tellsOfTheBeginningAndOfTheEndWithWhatStays() {
    assertThat(told("migration-started")).hasSize(1);
    node.migration(HOME, State.DONE);
    run();
    run();
    assertThat(told("migration-finished"))
        .singleElement()
        .asString()
        .contains("to NUMA node 1: 1Mi moved in 1000 ms and 2 passes, 4Ki stay: EACCES");
    assertThat(told("migration-cancelled")).isEmpty();
  }

  @Test
  void tellsThatItWasCancelledAlsoWhenTheContainerIsGone() {
    node.delete(MIXER);
    run();
    run();
    assertThat(told("migration-cancelled")).hasSize(1);
  }

  @Test
  void saysWhyItFailedOnce() {
    node.migration(HOME, State.FAILED);
    run();
    run();
    assertThat(told("migration-failed")).singleElement().asString().endsWith("EPERM");
  }

  private void run() {
    log.accept(flow.runOnce());
  }

  private List<String> told(String kind) {
    return log.since(0).events().stream()
        .filter(event -> event.kind().equals(kind))
        .map(Event::message)
        .toList();
  }
}
