package io.audionode.agent.report.memory;

import io.audionode.agent.model.memory.CgroupMemory;
import io.audionode.cgroupfs.format.Limit;
import java.util.Comparator;
import java.util.Optional;

/** Which of a pod's own limits is reached first. Guarded by the track's owner. */
final class Forecasts {
  private Forecasts() {}

  private record Limited(String cgroup, long left, Forecast forecast) {
    long soonestMillis() {
      return forecast.range() == null ? Long.MAX_VALUE : forecast.range().soonest().toMillis();
    }

    ForecastView view() {
      var range = forecast.range();
      return range == null
          ? new ForecastView(cgroup, null, null, forecast.reason())
          : new ForecastView(
              cgroup, range.soonest().toSeconds(), range.latest().toSeconds(), forecast.reason());
    }
  }

  /** The soonest; without any estimate that of the cgroup with the least left. */
  static ForecastView of(PodTrack track) {
    return track.latest().cgroups().stream()
        .flatMap(cgroup -> limited(track, cgroup).stream())
        .min(Comparator.comparingLong(Limited::soonestMillis).thenComparingLong(Limited::left))
        .map(Limited::view)
        .orElseGet(
            () -> new ForecastView(null, null, null, "none of its cgroups has a memory.max"));
  }

  private static Optional<Limited> limited(PodTrack track, CgroupMemory cgroup) {
    if (!(cgroup.max() instanceof Limit.Of(long max))) {
      return Optional.empty();
    }
    var left = max - cgroup.undroppable().value();
    return track
        .of(cgroup)
        .map(
            series ->
                new Limited(
                    cgroup.cgroup().path().toString(),
                    left,
                    Forecast.of(
                        left, window -> series.grown(ChargeKind.UNDROPPABLE.column(), window))));
  }
}
