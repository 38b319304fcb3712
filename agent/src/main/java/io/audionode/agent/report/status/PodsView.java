package io.audionode.agent.report.status;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;

/**
 * The pods that ask, by namespace and name.
 *
 * @param at when the node was last looked at
 */
public record PodsView(Instant at, List<PodSummary> pods) {
  public PodsView {
    requireNonNull(at, "at is null");
    pods = List.copyOf(pods);
  }
}
