package io.audionode.agent.report.events;

import io.audionode.agent.apply.Outcome;
import io.audionode.agent.plan.Action;
import io.audionode.agent.report.Report;
import io.audionode.agent.report.status.ActionView;
import io.audionode.agent.report.status.Owners;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * A line in the log for each action of each run: its cause, what was there before, what is there
 * after it, and how long it took. What the kernel refuses again and again is a line when that
 * begins; what changed nothing is one at {@code debug} only. The loop's thread.
 */
public final class ActionLog implements Consumer<Report> {
  private static final Logger LOG = LoggerFactory.getLogger(ActionLog.class);
  private static final String NODE = "node";
  private static final long NANOS_PER_MICRO = 1000;

  private Set<String> failing = Set.of();

  @Override
  public void accept(Report report) {
    var owners = new Owners(report.seen());
    tell(report.told(), action -> owners.of(action).map(pod -> pod.pod().title()).orElse(NODE));
  }

  /** What was done in one go where no pods are known, as when everything is put back. */
  public void tell(List<Outcome> outcomes) {
    tell(outcomes, _ -> NODE);
  }

  private void tell(List<Outcome> outcomes, Function<Action, String> subjects) {
    var failed = new HashSet<String>();
    for (var outcome : outcomes) {
      log(outcome, level(outcome, failed), subjects.apply(outcome.action()));
    }
    failing.stream().filter(key -> Repeats.goesOn(key, failed)).forEach(failed::add);
    failing = failed;
  }

  private Level level(Outcome outcome, Set<String> failed) {
    return switch (outcome) {
      case Outcome.Applied(Action.Forget _, var _) -> Level.DEBUG;
      case Outcome.Applied _ -> Level.INFO;
      case Outcome.Unchanged _, Outcome.Gone _ -> Level.DEBUG;
      case Outcome.Refused(var action, var _, var _) ->
          failure(Level.WARN, Repeats.refused(action), failed);
      case Outcome.Skipped(var action, var _) ->
          failure(Level.INFO, Repeats.skipped(action), failed);
    };
  }

  /** Less is said of what failed in the run before as well. */
  private Level failure(Level first, String key, Set<String> failed) {
    failed.add(key);
    return failing.contains(key) ? Level.DEBUG : first;
  }

  private static void log(Outcome outcome, Level level, String subject) {
    if (!LOG.isEnabledForLevel(level)) {
      return;
    }
    var action = ActionView.of(outcome.action(), outcome);
    var line =
        LOG.atLevel(level)
            .addKeyValue("action", action.action())
            .addKeyValue("outcome", action.outcome())
            .addKeyValue("subject", subject)
            .addKeyValue("cause", action.reason())
            .addKeyValue("before", action.before())
            .addKeyValue("after", action.after());
    given(line, "cgroup", action.cgroup());
    given(line, "file", action.file());
    given(line, "pid", action.pid());
    given(line, "tid", action.tid());
    line.addKeyValue("tookMicros", micros(outcome)).log(text(action, subject, micros(outcome)));
  }

  private static void given(LoggingEventBuilder line, String key, @Nullable Object value) {
    if (value != null) {
      var _ = line.addKeyValue(key, value);
    }
  }

  /** Null for what was not written. */
  private static @Nullable Long micros(Outcome outcome) {
    return outcome instanceof Outcome.Applied(var _, var took)
        ? (Long) (took.toNanos() / NANOS_PER_MICRO)
        : null;
  }

  private static String text(ActionView action, String subject, @Nullable Long micros) {
    return "%s %s: %s: %s%s%s"
        .formatted(
            action.outcome(),
            subject,
            action.text(),
            action.reason(),
            action.message() == null ? "" : "; " + action.message(),
            micros == null ? "" : " [%d us]".formatted(micros));
  }
}
