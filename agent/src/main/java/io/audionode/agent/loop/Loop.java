package io.audionode.agent.loop;

import io.audionode.agent.log.Complaints;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the flow on every mark, and every 30 s without one, because a fork or a lost event raises
 * none. A failed run is logged and counted, and tried again after 1 s, then 2 s, 4 s and so on up
 * to the 30 s; a mark before that is a try of its own.
 */
public final class Loop implements Runnable {
  /** How long the node may go unseen without a mark. */
  public static final Duration RESYNC = Duration.ofSeconds(30);

  /** How long after the first failed run in a row the next one begins; doubled with each more. */
  public static final Duration FIRST_RETRY = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

  private final Runnable flow;
  private final Wait wait;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final Complaints complaints;
  private Duration pause = RESYNC;
  private volatile Instant heartbeat;
  private volatile long heartbeatNanos;
  private volatile long runs;
  private volatile long failures;
  private volatile @Nullable String lastFailure;

  /** Runs a flow on every mark. */
  public Loop(Runnable flow, Marks marks, InstantSource clock) {
    this(flow, marks::await, clock, System::nanoTime);
  }

  /**
   * @param nanos a clock that does not jump
   */
  Loop(Runnable flow, Wait wait, InstantSource clock, LongSupplier nanos) {
    this.flow = flow;
    this.wait = wait;
    this.clock = clock;
    this.nanos = nanos;
    this.complaints = new Complaints(LOG, nanos);
    this.heartbeat = clock.instant();
    this.heartbeatNanos = nanos.getAsLong();
  }

  /** What there is to wait for between two runs. */
  interface Wait {
    /**
     * Waits until a run is due, at most so long.
     *
     * @return false when the loop should end
     */
    boolean await(Duration atMost) throws InterruptedException;
  }

  @Override
  public void run() {
    try {
      while (wait.await(pause)) {
        runOnce();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @SuppressWarnings({"NonAtomicVolatileUpdate", "NonAtomicOperationOnVolatileField"}) // one writer
  private void runOnce() {
    try {
      flow.run();
      lastFailure = null;
      pause = RESYNC;
    } catch (RuntimeException e) {
      complaints.error("run failed; the loop goes on", e);
      pause = lastFailure == null ? FIRST_RETRY : doubled(pause);
      failures++;
      lastFailure = String.valueOf(e);
    }
    runs++;
    heartbeat = clock.instant();
    heartbeatNanos = nanos.getAsLong();
  }

  private static Duration doubled(Duration pause) {
    var doubled = pause.multipliedBy(2);
    return doubled.compareTo(RESYNC) < 0 ? doubled : RESYNC;
  }

  /** When the last run ended. */
  public Instant heartbeat() {
    return heartbeat;
  }

  /** How long ago that was, also when the wall clock was set meanwhile. */
  public Duration silence() {
    return Duration.ofNanos(nanos.getAsLong() - heartbeatNanos);
  }

  /** How many runs there were, failed ones included. */
  public long runs() {
    return runs;
  }

  /** How many runs failed. */
  public long failures() {
    return failures;
  }

  /** Why the last run failed; null when it did not. */
  public @Nullable String lastFailure() {
    return lastFailure;
  }
}
