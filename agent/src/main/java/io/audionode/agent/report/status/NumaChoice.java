package io.audionode.agent.report.status;

import static java.util.Objects.requireNonNull;

/**
 * The NUMA node a pod belongs to.
 *
 * @param reason why that one
 */
public record NumaChoice(int node, String reason) {
  public NumaChoice {
    requireNonNull(reason, "reason is null");
  }
}
