package io.audionode.agent.report;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.apply.Outcome;
import io.audionode.agent.desired.DesiredNode;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.plan.Action;
import io.audionode.agent.plan.Disputes;
import io.audionode.agent.plan.Plan;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One run of the loop.
 *
 * @param at when it ended, wall clock
 * @param plan all that differed; what was done now comes first, and has an outcome
 * @param outcomes of the plan's first actions, in the same order
 * @param late of writes that passed their deadline, mostly in an earlier run, and are through by
 *     now. An action of the plan may equal one of them and be another try; what the run has seen
 *     may be older or newer than they are
 */
public record Report(
    Instant at,
    NodeSnapshot seen,
    DesiredNode desired,
    Plan plan,
    Disputes disputes,
    List<Outcome> outcomes,
    List<Outcome> late) {
  public Report {
    requireNonNull(at, "at is null");
    requireNonNull(seen, "seen is null");
    requireNonNull(desired, "desired is null");
    requireNonNull(plan, "plan is null");
    requireNonNull(disputes, "disputes is null");
    outcomes = List.copyOf(outcomes);
    late = List.copyOf(late);
  }

  /** Everything that became of writes since the run before; each is told once. */
  public List<Outcome> told() {
    return Stream.concat(outcomes.stream(), late.stream()).toList();
  }

  /** What this run wrote into one control file, by cgroup: newer than what it saw. */
  public Map<CgroupPath, String> written(String file) {
    var written = new HashMap<CgroupPath, String>();
    for (var outcome : outcomes) {
      if (outcome instanceof Outcome.Applied(Action.WriteKnob write, var _)
          && write.file().equals(file)) {
        written.put(write.cgroup(), write.after());
      }
    }
    return written;
  }
}
