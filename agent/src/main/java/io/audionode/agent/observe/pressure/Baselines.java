package io.audionode.agent.observe.pressure;

import io.audionode.agent.model.pressure.Growth;
import io.audionode.agent.model.pressure.Reading;
import io.audionode.agent.model.pressure.Watched;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What counters are compared with. For one thread; two readings for each watched cgroup.
 *
 * <p>An event tells what happened since the one before, which may be days ago. Whether audio hurts
 * now is asked of the time since the cgroup was last read, which is not longer ago than the loop's
 * resync.
 */
final class Baselines {
  private final Map<Watched, Reading> lastEvent = new HashMap<>();
  private final Map<Watched, Reading> latest = new HashMap<>();

  /** Forgets what is not watched any more. */
  void retain(Set<Watched> watched) {
    lastEvent.keySet().retainAll(watched);
    latest.keySet().retainAll(watched);
  }

  boolean knows(Watched watched) {
    return latest.containsKey(watched);
  }

  /** It was read, and nothing happened. */
  void read(Reading now) {
    lastEvent.putIfAbsent(now.watched(), now);
    latest.put(now.watched(), now);
  }

  /** It was read because of an event. */
  void told(Reading now) {
    lastEvent.put(now.watched(), now);
    latest.put(now.watched(), now);
  }

  /** Since its last event, or since it is watched; nothing when it was never read. */
  Growth sinceEvent(Reading now) {
    return Growth.between(lastEvent.getOrDefault(now.watched(), now), now);
  }

  /** Since it was last read; nothing when it never was. */
  Growth recent(Reading now) {
    return Growth.between(latest.getOrDefault(now.watched(), now), now);
  }
}
