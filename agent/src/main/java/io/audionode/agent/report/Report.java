package io.audionode.agent.report;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.apply.Outcome;
import io.audionode.agent.desired.DesiredNode;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.plan.Plan;
import java.time.Instant;
import java.util.List;

/**
 * One run of the loop.
 *
 * @param at when it ended, wall clock
 */
public record Report(
    Instant at, NodeSnapshot seen, DesiredNode desired, Plan plan, List<Outcome> outcomes) {
  public Report {
    requireNonNull(at, "at is null");
    requireNonNull(seen, "seen is null");
    requireNonNull(desired, "desired is null");
    requireNonNull(plan, "plan is null");
    outcomes = List.copyOf(outcomes);
  }
}
