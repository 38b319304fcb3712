package io.audionode.agent.report.status;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How one loop of the agent is doing.
 *
 * @param heartbeat when its last run ended, or when it was made
 * @param silence how long ago that was by a clock that does not jump: the wall clock may be set
 * @param resync how long it may be idle
 * @param lastFailure why the last run failed, null when it did not
 */
public record LoopState(
    String name,
    Instant heartbeat,
    Duration silence,
    Duration resync,
    long runs,
    long failures,
    @Nullable String lastFailure) {
  /** A loop that is silent for so many resync periods hangs. */
  private static final int PERIODS = 3;

  public LoopState {
    requireNonNull(name, "name is null");
    requireNonNull(heartbeat, "heartbeat is null");
    requireNonNull(silence, "silence is null");
    requireNonNull(resync, "resync is null");
  }

  public boolean alive() {
    return silence.compareTo(resync.multipliedBy(PERIODS)) < 0;
  }
}
