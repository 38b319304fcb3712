package io.audionode.agent.report.status;

import static java.util.Objects.requireNonNull;

/**
 * Whether a run of the loop has succeeded since the start.
 *
 * @param reason why, or why not
 */
public record ReadyView(boolean ready, String reason) {
  public ReadyView {
    requireNonNull(reason, "reason is null");
  }
}
