package io.audionode.agent.observe.incidents;

import io.audionode.agent.model.pressure.Neighbour;
import io.audionode.agent.pulse.Clocks;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The neighbours that grew most in the last seconds, each at its most: the one that made a node run
 * out is often killed in the same moment, and small or gone when somebody asks. For one thread;
 * bounded by five a second.
 */
final class Suspects {
  private static final int MOST = 5;
  private static final Duration KEPT = Duration.ofSeconds(30);

  private final Clocks clocks;
  private final Map<CgroupPath, Seen> seen = new LinkedHashMap<>();

  private record Seen(Neighbour pod, long nanos) {}

  Suspects(Clocks clocks) {
    this.clocks = clocks;
  }

  /** Those that grew most now. */
  void saw(List<Neighbour> top) {
    seen.values().removeIf(one -> clocks.hasPassed(KEPT, one.nanos()));
    top.forEach(
        pod ->
            seen.merge(
                pod.cgroup(),
                new Seen(pod, clocks.nanos()),
                (one, other) ->
                    other.pod().grown().compareTo(one.pod().grown()) > 0 ? other : one));
  }

  /** The largest growth first. */
  List<Neighbour> all() {
    return seen.values().stream()
        .filter(one -> !clocks.hasPassed(KEPT, one.nanos()))
        .map(Seen::pod)
        .sorted(Comparator.comparing(Neighbour::grown).reversed())
        .limit(MOST)
        .toList();
  }
}
