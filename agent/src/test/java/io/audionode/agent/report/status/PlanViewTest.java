package io.audionode.agent.report.status;

import static io.audionode.agent.fixture.PodBuilder.guaranteed;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.plan.Action;
import org.junit.jupiter.api.Test;

class PlanViewTest {
  private final FakeNode node = FakeNode.withNumaNodes(1);
  private final FakeFlow flow = new FakeFlow(node);

  @Test
  void leavesOutcomesOutOfADryRun() {
    var report = flow.runOnce();
    var view = PlanView.of(report.desired(), report.plan());

    assertThat(view.at()).isNull();
    assertThat(view.actions()).isNotEmpty().extracting(ActionView::outcome).containsOnlyNulls();
    assertThat(view.pending()).isEqualTo(view.actions().size());
    assertThat(view.journalLines()).isPositive();
  }

  @Test
  void keepsARefusedWritePendingWithWhatTheKernelSaid() {
    node.refuse(Action.WriteSwappiness.class, "EPERM");
    var view = PlanView.of(flow.runOnce());

    assertThat(view.pending()).isEqualTo(1);
    assertThat(view.actions())
        .filteredOn(action -> "refused".equals(action.outcome()))
        .containsExactly(
            new ActionView(
                "write-swappiness",
                null,
                null,
                null,
                "vm.swappiness",
                "60",
                "1",
                "keep audio memory resident",
                "refused",
                "EPERM",
                "set vm.swappiness = 1 (was 60)"));
  }

  @Test
  void namesWhereAProcessComesFromAndGoesTo() {
    var pod = guaranteed("mixer", "64Mi");
    node.pod(pod).born(pod, "c1", 10);
    var view = PlanView.of(flow.runOnce());

    assertThat(view.actions())
        .filteredOn(action -> action.action().equals("move-process"))
        .singleElement()
        .satisfies(
            move -> {
              assertThat(move.pid()).isEqualTo(10);
              assertThat(move.before()).isEqualTo("kubepods/poduid-mixer/c1");
              assertThat(move.after()).isEqualTo("audio/node0/poduid-mixer/c1/main");
              assertThat(move.outcome()).isEqualTo("applied");
            });
  }
}
