package io.audionode.agent.pulse;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * What time it is.
 *
 * @param wall for people
 * @param monotonic nanoseconds that only grow; {@code System::nanoTime} is CLOCK_MONOTONIC on
 *     Linux, which other programs of the machine can read too
 */
public record Clocks(InstantSource wall, LongSupplier monotonic) {
  public Clocks {
    requireNonNull(wall, "wall is null");
    requireNonNull(monotonic, "monotonic is null");
  }

  /** The machine's own. */
  public static Clocks system() {
    return new Clocks(InstantSource.system(), System::nanoTime);
  }

  /** Now, on the monotonic clock. */
  public long nanos() {
    return monotonic.getAsLong();
  }

  /** A moment so long before now, on the monotonic clock. */
  public long nanosBefore(Duration duration) {
    return nanos() - duration.toNanos();
  }

  /** Whether so much time has passed since a moment of the monotonic clock. */
  public boolean hasPassed(Duration duration, long sinceNanos) {
    return nanos() - sinceNanos >= duration.toNanos();
  }
}
