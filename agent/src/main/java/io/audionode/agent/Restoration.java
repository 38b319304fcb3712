package io.audionode.agent;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.apply.Applier;
import io.audionode.agent.apply.Outcome;
import io.audionode.agent.config.Configuration.OnStop;
import io.audionode.agent.journal.Journal;
import io.audionode.agent.journal.JournalNotes;
import io.audionode.agent.model.Originals;
import io.audionode.agent.plan.Planner;
import io.audionode.agent.report.events.ActionLog;
import io.audionode.agent.restore.Restore;
import io.audionode.agent.restore.RestorePlanView;
import io.audionode.agent.restore.RestoredView;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts this node back, by command or when the agent ends.
 *
 * @param state where the journal is kept; nobody else may hold it
 */
record Restoration(KernelAccess kernel, Path state) {
  private static final Logger LOG = LoggerFactory.getLogger(Restoration.class);

  Restoration {
    requireNonNull(kernel, "kernel is null");
    requireNonNull(state, "state is null");
  }

  /** What {@link #run} would begin with. Writes nothing, and leaves the journal to its holder. */
  RestorePlanView plan() {
    var open = Originals.of(Main.journal(state, kernel).open());
    var observer = Main.observer(kernel, Main.NO_PODS, () -> open);
    return RestorePlanView.of(new Restore(observer, new Planner()).prospect(), notes());
  }

  /**
   * Puts everything back that can be.
   *
   * @throws io.audionode.agent.journal.JournalException when another agent holds the journal, or it
   *     cannot be used
   */
  RestoredView run() {
    return run(notes(), _ -> {});
  }

  private List<String> notes() {
    return new JournalNotes(state, kernel.proc().bootId()).read();
  }

  private RestoredView run(List<String> notes, Consumer<List<Outcome>> audience) {
    try (var journal = Journal.open(state, kernel.proc().bootId());
        var applier = new Applier(kernel.cgroups(), kernel.proc(), kernel.tasks(), journal)) {
      var observer = Main.observer(kernel, Main.NO_PODS, journal::originals);
      return RestoredView.of(new Restore(observer, new Planner()).run(applier, audience), notes);
    }
  }

  /** Does what the configuration says of an agent that ends. Never throws: it ends all the same. */
  void onStop(OnStop choice) {
    switch (choice) {
      case KEEP -> LOG.info("ended; pods stay protected, 'audionode restore' puts everything back");
      case RESTORE -> restoreAndTell();
    }
  }

  /** Round by round: who ended this process may not wait for the last. */
  private void restoreAndTell() {
    try {
      var restored = run(List.of(), new ActionLog()::tell);
      restored.kept().forEach(line -> LOG.info("kept: {}", line));
      restored.left().forEach(line -> LOG.warn("not put back: {}", line));
      LOG.info("ended; {} writes, {} not put back", restored.done().size(), restored.left().size());
    } catch (RuntimeException e) {
      LOG.error("ended, and not everything was put back; call 'audionode restore'", e);
    }
  }
}
