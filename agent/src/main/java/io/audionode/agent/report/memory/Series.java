package io.audionode.agent.report.memory;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Some numbers over the last hour: closely for some minutes and coarsely before. Guarded by its
 * owner.
 */
final class Series {
  /** In place of a number that nobody knows. */
  static final long UNKNOWN = Long.MIN_VALUE;

  private static final long COARSE_NANOS = Duration.ofMinutes(2).toNanos();

  /** Over an hour. */
  private static final int COARSE = 32;

  /** Over five minutes. */
  private static final long FINE_NANOS = Duration.ofMinutes(6).toNanos();

  private final Points fine;
  private final Points coarse;
  private final long[] latest;
  private long latestNanos;
  private boolean empty = true;

  /**
   * @param width how many numbers
   * @param spacing how far apart samples are kept at the least
   */
  Series(int width, Duration spacing) {
    fine = new Points(width, (int) (FINE_NANOS / spacing.toNanos()) + 1, spacing.toNanos());
    coarse = new Points(width, COARSE, COARSE_NANOS);
    latest = new long[width];
    Arrays.fill(latest, UNKNOWN);
  }

  /**
   * @param nanos on the monotonic clock; a sample that is not later than the last one is the same
   */
  void add(long nanos, long... values) {
    if (!empty && nanos - latestNanos <= 0) {
      return;
    }
    empty = false;
    latestNanos = nanos;
    System.arraycopy(values, 0, latest, 0, latest.length);
    fine.add(nanos, values);
    coarse.add(nanos, values);
  }

  /** The last number, empty when it is not known. */
  OptionalLong latest(int column) {
    return latest[column] == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(latest[column]);
  }

  /** How much a number has grown, empty when it is not known now or was not then. */
  Optional<Grown> grown(int column, Window window) {
    if (latest[column] == UNKNOWN) {
      return Optional.empty();
    }
    return grown(fine, column, window).or(() -> grown(coarse, column, window));
  }

  private Optional<Grown> grown(Points points, int column, Window window) {
    var found = points.before(latestNanos, window, column);
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Grown(
                latest[column] - points.value(found.getAsInt(), column),
                Duration.ofNanos(latestNanos - points.nanos(found.getAsInt())),
                false));
  }

  /** Of memory, without the objects around it. */
  int bytes() {
    return fine.bytes() + coarse.bytes() + latest.length * Long.BYTES;
  }
}
