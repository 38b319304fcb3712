package io.audionode.agent;

import io.audionode.agent.apply.Applier;
import io.audionode.agent.desired.Reaction;
import io.audionode.agent.journal.Journal;
import io.audionode.agent.model.Original;
import io.audionode.agent.observe.pressure.AlarmRegister;
import io.audionode.agent.report.status.StatusBoard;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was done for the time of some pressure ends with the agent; protection stays. */
record LastRuns(AlarmRegister alarms, Applier applier, Journal journal, StatusBoard board) {
  private static final Logger LOG = LoggerFactory.getLogger(LastRuns.class);

  /** How long to wait for each write that may block. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final int MOST = 3;

  /**
   * Runs as often as needed, three times at the most; for the loop's thread, or once it has ended.
   *
   * @param once one run
   */
  void endReactions(Runnable once) {
    alarms.silence();
    try {
      for (var run = 0; run < MOST && reacts(); run++) {
        applier.settle(PATIENCE);
        once.run();
      }
    } catch (RuntimeException e) {
      LOG.error("reactions to memory pressure could not be ended; the next agent ends them", e);
    }
  }

  private boolean reacts() {
    var limits = journal.originals().each(Original.KnobValue.class);
    var last = board.latest().stream().flatMap(report -> report.desired().reactions().stream());
    return limits.anyMatch(Original.KnobValue::isOfDonor) || last.anyMatch(Reaction::acts);
  }
}
