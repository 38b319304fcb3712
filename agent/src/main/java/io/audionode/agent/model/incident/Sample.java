package io.audionode.agent.model.incident;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.model.pressure.MemoryCounters;
import io.audionode.cgroupfs.psi.Pressure;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recorded cgroup at one moment.
 *
 * @param at wall clock
 * @param pressure {@code memory.pressure}, null without PSI
 * @param counters since the cgroup was made
 * @param processes the largest ones, the largest first
 */
public record Sample(
    Instant at,
    @Nullable Pressure pressure,
    Charge charge,
    MemoryCounters counters,
    List<ProcessUse> processes) {
  public Sample {
    requireNonNull(at, "at is null");
    requireNonNull(charge, "charge is null");
    requireNonNull(counters, "counters is null");
    processes = List.copyOf(processes);
  }
}
