package io.audionode.agent.report.status;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A loop at one moment.
 *
 * @param alive whether its last run ended less than three resync periods ago
 * @param lastFailure why the last run failed, null when it did not
 */
public record LoopView(
    String name,
    boolean alive,
    Instant lastRunAt,
    long ageMillis,
    long runs,
    long failures,
    @Nullable String lastFailure) {
  public LoopView {
    requireNonNull(name, "name is null");
    requireNonNull(lastRunAt, "lastRunAt is null");
  }

  public static LoopView of(LoopState loop) {
    return new LoopView(
        loop.name(),
        loop.alive(),
        loop.heartbeat(),
        loop.silence().toMillis(),
        loop.runs(),
        loop.failures(),
        loop.lastFailure());
  }
}
