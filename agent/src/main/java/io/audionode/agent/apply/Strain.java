package io.audionode.agent.apply;

import java.util.Map;
import java.util.Optional;

/**
 * How a container fares at one moment, as far as migration may harm it. Pure.
 *
 * @param nanos the moment, on the monotonic clock
 * @param stalledUsec {@code some total} of its {@code memory.pressure}; 0 where there is none
 * @param waitedNanos of each thread the time ready to run and without a cpu
 */
record Strain(long nanos, long stalledUsec, Map<Integer, Long> waitedNanos) {
  /** Of a hundred: less is noise on any node. */
  private static final int MOST_STALLED = 5;

  private static final int MOST_WAITED = 20;
  private static final double NANOS_PER_USEC = 1000;
  private static final int PERCENT = 100;

  Strain {
    waitedNanos = Map.copyOf(waitedNanos);
  }

  /**
   * Why it suffers.
   *
   * @param before an earlier look
   * @param usual how many of a hundred its thread that waited longest waited before migration began
   */
  Optional<String> suffering(Strain before, double usual) {
    var stalled = percent((stalledUsec - before.stalledUsec) * NANOS_PER_USEC, before);
    if (stalled > MOST_STALLED) {
      return Optional.of("memory pressure: stalled %.0f%% of the time".formatted(stalled));
    }
    var waited = waited(before);
    return waited > Math.max(MOST_WAITED, 2 * usual)
        ? Optional.of(
            "a thread waited for a cpu %.0f%% of the time, %.0f%% before".formatted(waited, usual))
        : Optional.empty();
  }

  /** How many of a hundred the thread that waited longest waited for a cpu since then. */
  double waited(Strain before) {
    var longest = 0L;
    for (var thread : waitedNanos.entrySet()) {
      var then = before.waitedNanos.get(thread.getKey());
      longest = then == null ? longest : Math.max(longest, thread.getValue() - then);
    }
    return percent((double) longest, before);
  }

  private double percent(double part, Strain before) {
    return nanos <= before.nanos ? 0 : part * PERCENT / (nanos - before.nanos);
  }
}
