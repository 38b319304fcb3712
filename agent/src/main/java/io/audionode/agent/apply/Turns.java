package io.audionode.agent.apply;

import io.audionode.cgroupfs.format.Bytes;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When a migration's turn is over, and when it has the next one. For one thread. */
final class Turns {
  /**
   * When it has suffered for so long in a turn, and for most of it, it runs beside its memory
   * again: what it suffers from may be that it was sent ahead, and others wait.
   */
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

  /** Until the next turn; twice as long after each one that came no further. */
  static final Duration FIRST_WAIT = Duration.ofMinutes(1);

  /** So many turns in a row that came no further are enough to know. */
  static final int MOST = 5;

  /** A turn comes further when one part of so many is less elsewhere than ever before. */
  private static final int PARTS = 16;

  private final Time time;
  private Duration suffered = Duration.ZERO;
  private long began;
  private int forNothing;
  private @Nullable Bytes least;

  Turns(Time time) {
    this.time = time;
    this.began = time.nanos();
  }

  /** What was suffered before counts no more. */
  void begin() {
    suffered = Duration.ZERO;
    began = time.nanos();
  }

  /** It has rested for so long since somebody suffers. */
  void suffered(Duration more) {
    suffered = suffered.plus(more);
  }

  boolean isOver() {
    return suffered.compareTo(LONGEST_PAUSE) >= 0
        && suffered.multipliedBy(2).compareTo(time.since(began)) > 0;
  }

  /** So much was elsewhere when a pass began. */
  void away(Bytes bytes) {
    least = least == null ? bytes : least;
  }

  /**
   * After how long the next turn comes; empty when there have been enough.
   *
   * @param left what is elsewhere now; what moved does not count, since the kernel's own balancing
   *     may move it back
   * @param sentAhead whether its threads were: else it has lost no turn
   */
  Optional<Duration> next(Bytes left, boolean sentAhead) {
    if (hasComeFurther(left)) {
      forNothing = 0;
    } else if (sentAhead) {
      forNothing++;
    }
    return forNothing == MOST
        ? Optional.empty()
        : Optional.of(FIRST_WAIT.multipliedBy(1L << Math.max(0, forNothing - 1)));
  }

  private boolean hasComeFurther(Bytes left) {
    if (least == null || left.value() > least.value() - least.value() / PARTS) {
      return false;
    }
    least = left;
    return true;
  }
}
