package io.audionode.agent.report.status;

import static java.util.Objects.requireNonNull;

/**
 * Whether a run of the loop has succeeded since the start and the last one has not failed, and on a
 * cluster the API server has told of all pods. It stays so while the API server is away: what is
 * protected stays protected.
 *
 * @param reason why, or why not
 */
public record ReadyView(boolean ready, String reason) {
  public ReadyView {
    requireNonNull(reason, "reason is null");
  }
}
