package io.audionode.agent.report.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.apply.Outcome;
import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.fixture.PodBuilder;
import io.audionode.agent.plan.Action;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A late write counts, and counts as nothing that the present run did. */
class LateWritesTest {
  private final FakeNode node = FakeNode.withNumaNodes(2);
  private final FakeFlow flow = new FakeFlow(node);

  @Test
  void countsWhatBecameOfAWriteThatPassedItsDeadlineAndTakesItForNoRepair() {
    try (var metrics = new Metrics("0.1.0")) {
      var mixer = PodBuilder.guaranteed("mixer", "64Mi");
      node.pod(mixer).born(mixer, "c1", 10);
      flow.settle();
      node.knob(CgroupPath.of("audio"), "memory.min", "0").refuse(Action.WriteKnob.class, "EBUSY");
      var report = flow.runOnce();
      var write = report.disputes().news().getFirst().action();
      var late = FakeFlow.late(report, new Outcome.Applied(write, Duration.ofSeconds(7)));
      metrics.accept(late);
      metrics.drift(() -> Optional.of(Duration.ofMillis(70))).accept(late);
      assertThat(metrics.scrape("").text().lines())
          .contains(
              "audionode_actions_total{action=\"write-knob\",outcome=\"applied\"} 1.0",
              "audionode_actions_total{action=\"write-knob\",outcome=\"refused\"} 1.0",
              "audionode_drift_total{file=\"memory.min\",result=\"failed\",suspect=\"unknown\"} 1.0",
              "audionode_drift_repair_seconds_count 0");
    }
  }
}
