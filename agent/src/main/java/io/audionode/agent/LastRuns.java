package io.audionode.agent;

import io.audionode.agent.apply.Applier;
import io.audionode.agent.config.Configuration.OnStop;
import io.audionode.agent.desired.Reaction;
import io.audionode.agent.journal.Journal;
import io.audionode.agent.model.Original;
import io.audionode.agent.observe.pressure.AlarmRegister;
import io.audionode.agent.report.status.StatusBoard;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an agent still does when it ends. */
record LastRuns(AlarmRegister alarms, Applier applier, Journal journal, StatusBoard board) {
  private static final Logger LOG = LoggerFactory.getLogger(LastRuns.class);

  /** How long to wait for writes that may block, each time. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final int MOST = 3;

  /**
   * What was done for the time of some pressure ends with the agent; protection stays. For the
   * loop's thread, or once it has ended.
   *
   * @param once one run, done as often as needed, three times at the most
   * @param then a restore does not see what is still under way, which is waited for therefore
   */
  void end(Runnable once, OnStop then) {
    endReactions(once);
    if (then == OnStop.RESTORE) {
      applier.settle(PATIENCE);
    }
  }

  private void endReactions(Runnable once) {
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
