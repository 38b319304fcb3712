package io.audionode.agent.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.audionode.agent.config.Configuration;
import io.audionode.agent.desired.Policies;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.plan.Disputes;
import io.audionode.agent.plan.Plan;
import io.audionode.agent.plan.Truce;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ReporterTest {
  private final List<Report> heard = new ArrayList<>();

  @Test
  void tellsEverybodyAlsoAfterOneWhoFailed() {
    Consumer<Report> failing =
        _ -> {
          throw new IllegalStateException("no");
        };
    var reporter =
        new Reporter(
            InstantSource.fixed(Instant.EPOCH), List.of(failing, heard::add, failing, heard::add));
    var seen = FakeNode.withNumaNodes(1).snapshot();
    var desired = new Policies(Configuration::defaults).desire(seen);
    var nothing = new Truce.Judged(new Plan(List.of(), List.of()), List.of(), Disputes.NONE);
    assertThatThrownBy(() -> reporter.publish(seen, desired, nothing, List.of(), List.of()))
        .hasMessage("no")
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    assertThat(heard).hasSize(2);
  }
}
