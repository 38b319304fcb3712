package io.audionode.agent.report.status;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
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

  /** What to tell people of it; empty while all is well. */
  public Optional<String> warning() {
    if (!alive()) {
      return Optional.of(
          "loop %s hangs: no run has ended for %d s; what is protected stays protected"
              .formatted(name, silence.toSeconds()));
    }
    return Optional.ofNullable(lastFailure)
        .map(
            why ->
                "loop %s goes on, but its last run failed (%d of %d did): %s"
                    .formatted(name, failures, runs, why));
  }

  public boolean alive() {
    return silence.compareTo(resync.multipliedBy(PERIODS)) < 0;
  }
}
