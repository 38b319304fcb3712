package io.audionode.agent.apply;

import java.time.Duration;

/**
 * How many pages one call moves, so that it stays under a budget: half as many after a call above
 * it, a quarter more after one below half of it. For one thread.
 */
final class BatchSize {
  /** Fewer do not make a call shorter, but a migration endless. */
  static final int LEAST = 4;

  /** 2 MiB of 4 KiB pages: as much as the kernel moves at once of a huge page. */
  static final int MOST = 512;

  private static final int FIRST = 16;
  private static final int STEP = 4;

  private final Duration budget;
  private int pages = FIRST;

  BatchSize(Duration budget) {
    this.budget = budget;
  }

  int pages() {
    return pages;
  }

  /**
   * A call is through.
   *
   * @param moved how many pages it had; one that had fewer than asked for proves no room for more
   */
  void took(Duration duration, int moved) {
    if (duration.compareTo(budget) > 0) {
      pages = Math.max(LEAST, Math.min(pages, moved) / 2);
    } else if (moved >= pages && duration.multipliedBy(2).compareTo(budget) <= 0) {
      pages = Math.min(MOST, pages + Math.max(1, pages / STEP));
    }
  }
}
