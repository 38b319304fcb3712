package io.audionode.agent;

import io.audionode.agent.apply.Outcome;
import io.audionode.agent.desired.Adoption;
import io.audionode.agent.loop.Marks;
import io.audionode.agent.observe.pressure.AlarmRegister;
import io.audionode.agent.observe.wake.ForkSweep;
import io.audionode.agent.report.Report;
import java.time.Duration;
import java.util.function.Consumer;

/** When the loop has to look again although nothing will wake it. */
final class NextLook implements Consumer<Report> {
  /** Runtimes prepare a container for some tens of milliseconds. */
  private static final Duration WHILE_UNSETTLED = Duration.ofMillis(10);

  /** What was skipped behind a slow write is tried again. */
  private static final Duration AFTER_SKIPPED = Duration.ofSeconds(1);

  private final Marks marks;
  private final ForkSweep sweep;
  private final AlarmRegister alarms;

  NextLook(Marks marks, ForkSweep sweep, AlarmRegister alarms) {
    this.marks = marks;
    this.sweep = sweep;
    this.alarms = alarms;
  }

  @Override
  public void accept(Report report) {
    // The next moments tell what a container is and what devices it has, and raise no event.
    if (report.seen().unsettled() || waits(report)) {
      marks.markIn(WHILE_UNSETTLED);
    }
    if (report.outcomes().stream().anyMatch(outcome -> outcome instanceof Outcome.Skipped)) {
      marks.markIn(AFTER_SKIPPED);
    }
    report.disputes().next().ifPresent(marks::markIn);
    alarms.askAgainIn().ifPresent(marks::markIn);
    var wrote = report.told().stream().anyMatch(outcome -> outcome instanceof Outcome.Applied);
    sweep.looked(report.seen(), wrote);
  }

  private static boolean waits(Report report) {
    return report.desired().pods().stream()
        .anyMatch(pod -> !pod.containers(Adoption.WAITING).isEmpty());
  }
}
