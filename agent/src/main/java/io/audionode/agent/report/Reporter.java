package io.audionode.agent.report;

import io.audionode.agent.apply.Outcome;
import io.audionode.agent.desired.DesiredNode;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.plan.Truce;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/** Hands each run to everybody who tells people about it, in the loop's thread. */
public final class Reporter {
  private final InstantSource clock;
  private final List<Consumer<Report>> audience;

  public Reporter(InstantSource clock, List<Consumer<Report>> audience) {
    this.clock = clock;
    this.audience = List.copyOf(audience);
  }

  /**
   * Tells of a run.
   *
   * @param outcomes of what was done now, in the same order
   * @param late of what passed its deadline, and is through by now
   */
  public void publish(
      NodeSnapshot seen,
      DesiredNode desired,
      Truce.Judged judged,
      List<Outcome> outcomes,
      List<Outcome> late) {
    var disputes = judged.disputes();
    var report =
        new Report(
            clock.instant(),
            seen,
            desired.warned(disputes.warnings()),
            judged.whole(),
            disputes,
            outcomes,
            late);
    tell(report);
  }

  /** Everybody, also after one who failed; then the run has failed. */
  private void tell(Report report) {
    RuntimeException failure = null;
    for (var listener : audience) {
      try {
        listener.accept(report);
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
