package io.audionode.agent.observe.kernel;

import io.audionode.cgroupfs.format.CpuList;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When what is known of cgroups is doubted though nobody told of a change: every {@link #EVERY} as
 * a net below the news, and when the cpus change that cpusets follow from. For one thread at a
 * time.
 */
final class Resync {
  /** How long after a look that doubts the next one has to come: the loop's resync. */
  static final Duration EVERY = Duration.ofSeconds(30);

  /** A look that comes a little earlier doubts as well, and need not be followed by another. */
  private static final Duration ALMOST = Duration.ofSeconds(5);

  /** How long after the root's cpus the kernel is done with everybody else's, and more. */
  private static final Duration SPREAD = Duration.ofSeconds(1);

  private final LongSupplier nanoTime;
  private @Nullable Ground ground;
  private @Nullable Long last;
  private @Nullable Long againAt;

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  Resync(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * What the effective cpus and memory nodes of all cgroups follow from.
   *
   * @param online the online cpus of each memory node
   * @param effective the root's own cpuset files, by name; partitions take from these
   */
  record Ground(Map<Integer, CpuList> online, Map<String, String> effective) {
    Ground {
      online = Map.copyOf(online);
      effective = Map.copyOf(effective);
    }
  }

  /**
   * What a look that begins has to doubt.
   *
   * @param all everything, as the ground moved
   * @param some whatever is due, as the last look that doubted is long ago
   */
  record Due(boolean all, boolean some) {}

  /** A look begins. */
  Due begin(Ground now) {
    var time = nanoTime.getAsLong();
    var some = last == null || time - last >= EVERY.minus(ALMOST).toNanos();
    if (some) {
      last = time;
    }
    return new Due(isGroundMoved(now, time), some);
  }

  private boolean isGroundMoved(Ground now, long time) {
    if (!now.equals(ground)) {
      // The kernel begins at the root: what others have may be from before.
      againAt = ground == null ? null : time + SPREAD.toNanos();
      ground = now;
      return true;
    }
    if (againAt != null && time - againAt >= 0) {
      againAt = null;
      return true;
    }
    return false;
  }

  /** A look ends; whether the ground moved during it, so that nothing it read can be kept. */
  boolean end(Ground now) {
    if (now.equals(ground)) {
      return false;
    }
    ground = now;
    againAt = nanoTime.getAsLong() + SPREAD.toNanos();
    return true;
  }

  /** When the next look has to come at the latest. */
  Duration next() {
    var now = nanoTime.getAsLong();
    var slow = EVERY.toNanos() - (last == null ? 0 : now - last);
    var next = againAt == null ? slow : Math.min(slow, againAt - now);
    return Duration.ofNanos(Math.max(0, next));
  }
}
