package io.audionode.agent.report.status;

import java.util.List;

/**
 * Whether every loop of the agent is running.
 *
 * @param healthy whether all are alive
 */
public record HealthView(boolean healthy, List<LoopView> loops) {
  public HealthView {
    loops = List.copyOf(loops);
  }

  static HealthView of(List<LoopState> loops) {
    var views = loops.stream().map(LoopView::of).toList();
    return new HealthView(views.stream().allMatch(LoopView::alive), views);
  }
}
