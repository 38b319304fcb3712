package io.audionode.agent.observe.pressure;

import io.audionode.agent.model.pressure.Growth;
import io.audionode.agent.model.pressure.Reading;
import io.audionode.agent.model.pressure.Watched;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What counters are compared with. For one thread.
 *
 * <p>An event tells what happened since the one before, which may be days ago. Whether audio hurts
 * now is asked of at least the last {@link #WINDOW}, whatever was read in it and why: triggers fire
 * in bursts, and of two that fire together the second one would see nothing. Where nothing fires it
 * is asked of the time since the last refresh, see {@link Pace}.
 */
final class Baselines {
  static final Duration WINDOW = Duration.ofSeconds(2);
  private static final Duration SPACING = Duration.ofMillis(500);

  private final Map<Watched, Reading> lastEvent = new HashMap<>();
  private final Map<Watched, Reading> lastRefresh = new HashMap<>();
  private final Map<Watched, Timeline<Reading>> recent = new HashMap<>();

  /** Forgets what is not watched any more. */
  void retain(Set<Watched> watched) {
    lastEvent.keySet().retainAll(watched);
    lastRefresh.keySet().retainAll(watched);
    recent.keySet().retainAll(watched);
  }

  boolean knows(Watched watched) {
    return lastRefresh.containsKey(watched);
  }

  /** It was read, for whatever reason. */
  void read(Reading now) {
    recent
        .computeIfAbsent(now.watched(), _ -> new Timeline<>(WINDOW, SPACING))
        .add(now.nanos(), now);
  }

  /** It was read because all were, or for the first time. */
  void refreshed(Reading now) {
    read(now);
    lastEvent.putIfAbsent(now.watched(), now);
    lastRefresh.put(now.watched(), now);
  }

  /** An event of it was told. */
  void told(Reading now) {
    lastEvent.put(now.watched(), now);
  }

  /** Since its last event, or since it is watched; nothing when it was never read. */
  Growth sinceEvent(Reading now) {
    return Growth.between(lastEvent.getOrDefault(now.watched(), now), now);
  }

  /** Since the last refresh; nothing when there was none. */
  Growth sinceRefresh(Reading now) {
    return Growth.between(lastRefresh.getOrDefault(now.watched(), now), now);
  }

  /** Since the newest reading that is {@link #WINDOW} old, or since the oldest one. */
  Growth recent(Reading now) {
    var timeline = recent.get(now.watched());
    return timeline == null
        ? Growth.between(now, now)
        : Growth.between(timeline.before(now.nanos()).orElse(now), now);
  }
}
