package io.audionode.agent.report.memory;

import java.util.Comparator;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Samples of some numbers, at least so far apart; the oldest goes first. Takes all its memory at
 * once. Guarded by its owner.
 */
final class Points {
  private final int width;
  private final int capacity;
  private final long spacingNanos;

  /** Of each sample its time and its numbers. */
  private final long[] cells;

  private int count;
  private int newest;

  Points(int width, int capacity, long spacingNanos) {
    this.width = width;
    this.capacity = capacity;
    this.spacingNanos = spacingNanos;
    this.cells = new long[capacity * (width + 1)];
  }

  /** Keeps it unless the last one is too close. */
  void add(long nanos, long[] values) {
    if (count > 0 && nanos - nanos(newest) < spacingNanos) {
      return;
    }
    newest = count == 0 ? 0 : (newest + 1) % capacity;
    count = Math.min(capacity, count + 1);
    cells[newest * (width + 1)] = nanos;
    System.arraycopy(values, 0, cells, newest * (width + 1) + 1, width);
  }

  /** The sample that knows a number and whose distance from a later moment fits best. */
  OptionalInt before(long nanos, Window window, int column) {
    return IntStream.range(0, count)
        .filter(at -> window.fits(nanos - nanos(at)) && value(at, column) != Series.UNKNOWN)
        .boxed()
        .min(Comparator.comparingLong(at -> window.misses(nanos - nanos(at))))
        .map(OptionalInt::of)
        .orElseGet(OptionalInt::empty);
  }

  long nanos(int at) {
    return cells[at * (width + 1)];
  }

  long value(int at, int column) {
    return cells[at * (width + 1) + 1 + column];
  }

  int bytes() {
    return cells.length * Long.BYTES;
  }
}
