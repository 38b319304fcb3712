package io.audionode.agent.report.status;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * The NUMA node a pod belongs to.
 *
 * @param reason why that one
 * @param facts all that took part, in the order in which it counted
 */
public record NumaChoice(int node, String reason, List<String> facts) {
  public NumaChoice {
    requireNonNull(reason, "reason is null");
    facts = List.copyOf(facts);
  }
}
