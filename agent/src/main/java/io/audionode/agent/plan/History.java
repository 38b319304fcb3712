package io.audionode.agent.plan;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a setting from former looks.
 *
 * @param value how it should be
 * @param ours whether it was so: a look has seen it, or the agent has written it
 * @param times how often it was set again in a row
 * @param written when the agent last wrote it, by a clock that does not jump; null when never
 * @param told whether it was told that it is left
 */
record History(String value, boolean ours, int times, @Nullable Long written, boolean told) {
  /** So many repairs in a row come at once: one who writes each minute is no fight. */
  static final int AT_ONCE = 3;

  static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  /** Left alone for so long, and for twice its pause, it is forgotten. */
  static final Duration QUIET = Duration.ofSeconds(30);

  History {
    requireNonNull(value, "value is null");
  }

  static History wanted(String value) {
    return new History(value, false, 0, null, false);
  }

  static History seen(String value) {
    return new History(value, true, 0, null, false);
  }

  boolean isOf(String other) {
    return value.equals(other);
  }

  /** How long it is left as somebody else wrote it. */
  Duration pause() {
    if (times < AT_ONCE) {
      return Duration.ZERO;
    }
    var pause = FIRST_PAUSE.multipliedBy(1L << Math.min(times - AT_ONCE, 20));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  /** Not positive when it may be set again now. */
  Duration untilDue(long now) {
    return pause().minus(since(now));
  }

  private Duration since(long now) {
    return written == null ? LONGEST_PAUSE : Duration.ofNanos(now - written);
  }

  boolean isQuiet(long now) {
    return since(now).compareTo(QUIET.plus(pause().multipliedBy(2))) >= 0;
  }

  History forgiven(long now) {
    return times > 0 && isQuiet(now) ? new History(value, ours, 0, null, false) : this;
  }

  History asDesired() {
    return ours ? this : new History(value, true, times, written, told);
  }

  /**
   * It was written.
   *
   * @param again after somebody else's write
   * @param sure whether the next look would see it
   */
  History writtenAt(long now, boolean again, boolean sure) {
    return new History(value, sure, again ? times + 1 : times, now, false);
  }

  History toldOf() {
    return new History(value, ours, times, written, true);
  }

  boolean isFight() {
    return times >= AT_ONCE;
  }
}
