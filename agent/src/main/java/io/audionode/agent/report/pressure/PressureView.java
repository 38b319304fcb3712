package io.audionode.agent.report.pressure;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Memory pressure now.
 *
 * @param at when the watcher last looked; null before it first did
 * @param latest the id of the latest event: a stream that resumes from here misses nothing
 * @param degraded why there are samples in place of triggers, null when there are not
 * @param events the latest few, oldest first
 */
public record PressureView(
    @Nullable Instant at,
    String latest,
    @Nullable String degraded,
    List<PressureCgroupView> cgroups,
    List<PressureEventView> events) {
  public PressureView {
    requireNonNull(latest, "latest is null");
    cgroups = List.copyOf(cgroups);
    events = List.copyOf(events);
  }
}
