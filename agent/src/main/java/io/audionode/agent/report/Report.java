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

/**
 * One run of the loop.
 *
 * @param at when it ended, wall clock
 * @param plan all that differed; what was done now comes first, and has an outcome
 */
public record Report(
    Instant at,
    NodeSnapshot seen,
    DesiredNode desired,
    Plan plan,
    Disputes disputes,
    List<Outcome> outcomes) {
  public Report {
    requireNonNull(at, "at is null");
    requireNonNull(seen, "seen is null");
    requireNonNull(desired, "desired is null");
    requireNonNull(plan, "plan is null");
    requireNonNull(disputes, "disputes is null");
    outcomes = List.copyOf(outcomes);
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
