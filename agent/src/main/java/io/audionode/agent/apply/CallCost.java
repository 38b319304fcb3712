package io.audionode.agent.apply;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a call takes that moves nothing, as the median of the latest ones: the kernel empties the
 * pagevecs of every cpu first, and waits for that without holding anything that the container
 * needs. For one thread.
 */
final class CallCost {
  private static final int KEPT = 9;

  private final Deque<Duration> latest = new ArrayDeque<>();

  void took(Duration duration) {
    if (latest.size() == KEPT) {
      latest.removeFirst();
    }
    latest.addLast(duration);
  }

  Duration floor() {
    return latest.stream().sorted().skip(latest.size() / 2).findFirst().orElse(Duration.ZERO);
  }

  /** What of a call's duration is due to its pages. */
  Duration beyond(Duration duration) {
    var rest = duration.minus(floor());
    return rest.isNegative() ? Duration.ZERO : rest;
  }
}
