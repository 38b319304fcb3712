package io.audionode.agent.report.memory;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * When a {@code memory.max} would be reached.
 *
 * @param cgroup whose it is; null when none of the pod's cgroups has one
 * @param soonestSeconds at the faster of the rates seen; null when there is no honest estimate
 * @param latestSeconds at the slower of them; null likewise
 * @param reason the numbers behind it, or why there is no estimate
 */
public record ForecastView(
    @Nullable String cgroup,
    @Nullable Long soonestSeconds,
    @Nullable Long latestSeconds,
    String reason) {
  public ForecastView {
    requireNonNull(reason, "reason is null");
  }
}
