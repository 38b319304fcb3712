package io.audionode.agent.report.events.cluster;

import io.audionode.agent.model.Recent;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * What becomes of each notice: a new object, a higher count on one that is there, or nothing for
 * now. Pure; not for several threads.
 *
 * <p>The figures for one object are those of client-go's EventCorrelator (tools/record): 25 at
 * once, then one in five minutes. Beside it the whole agent has 100 at once and one a second, so
 * that a node full of pods cannot flood the API either. What is held back still counts: the next
 * notice of its kind that passes tells all.
 */
final class Correlator {
  private static final int NOTICES = 1024;
  private static final int OBJECTS = 512;
  private static final int OBJECT_BURST = 25;
  private static final Duration OBJECT_PERIOD = Duration.ofMinutes(5);
  private static final int AGENT_BURST = 100;
  private static final Duration AGENT_PERIOD = Duration.ofSeconds(1);

  private final Map<Notice, Sighting> sightings = new Recent<>(NOTICES);
  private final Map<Regarding, TokenBucket> perObject = new Recent<>(OBJECTS);
  private final TokenBucket all;

  /**
   * @param nowNanos on the monotonic clock, by which it counts what is too much
   */
  Correlator(long nowNanos) {
    all = new TokenBucket(AGENT_BURST, AGENT_PERIOD, nowNanos);
  }

  /** What to do with a notice. */
  sealed interface Decision {
    /** Tell it: a new object when its count is 1, otherwise the count of the one that is there. */
    record Tell(Sighting sighting) implements Decision {}

    /** Too many of late. */
    record HoldBack() implements Decision {}
  }

  /**
   * What to do with a notice.
   *
   * @param at when its cause was, wall clock
   * @param nowNanos on the monotonic clock
   */
  Decision judge(Notice notice, Instant at, long nowNanos) {
    var known = sightings.get(notice);
    var sighting = known == null ? Sighting.first(notice, at) : known.again(at);
    sightings.put(notice, sighting);
    var own =
        perObject.computeIfAbsent(
            notice.regarding(), _ -> new TokenBucket(OBJECT_BURST, OBJECT_PERIOD, nowNanos));
    return own.take(nowNanos) && all.take(nowNanos)
        ? new Decision.Tell(sighting)
        : new Decision.HoldBack();
  }

  /** The object turned out to have been there, with the count it has now. */
  void stands(Sighting sighting) {
    sightings.put(sighting.notice(), sighting);
  }
}
