package io.audionode.agent.model.pressure;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.psi.Pressure;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel's files of a watched cgroup said at one moment.
 *
 * @param nanos when, on the monotonic clock
 * @param pressure {@code memory.pressure}, null where there is no PSI
 * @param memory the counters of its domain
 * @param limitHits how often memory was taken back at a {@code memory.max} or {@code memory.high}
 *     that is the pod's own or that audio pods have in common, since these were made; null when
 *     nobody counts it, and for what is more than a pod
 */
public record Reading(
    Watched watched,
    long nanos,
    @Nullable Pressure pressure,
    MemoryCounters memory,
    @Nullable Long limitHits) {
  public Reading {
    requireNonNull(watched, "watched is null");
    requireNonNull(memory, "memory is null");
  }

  /**
   * Microseconds for which at least one task has stalled since the cgroup was made; null without
   * PSI.
   */
  public @Nullable Long someUsec() {
    return total(Optional.ofNullable(pressure).flatMap(Pressure::some));
  }

  /** Microseconds for which all tasks have stalled at once; null without PSI. */
  public @Nullable Long fullUsec() {
    return total(Optional.ofNullable(pressure).flatMap(Pressure::full));
  }

  private static @Nullable Long total(Optional<Pressure.Line> line) {
    return line.map(Pressure.Line::totalUsec).orElse(null);
  }
}
