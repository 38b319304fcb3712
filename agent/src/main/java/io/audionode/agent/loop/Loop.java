package io.audionode.agent.loop;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the flow on every mark, and now and then without one, because a fork or a lost event raises
 * none. A failed run is logged and counted, and the loop goes on.
 */
public final class Loop implements Runnable {
  /** How long the node may go unseen without a mark. */
  public static final Duration RESYNC = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

  private final Runnable flow;
  private final Marks marks;
  private final InstantSource clock;
  private volatile Instant heartbeat;
  private volatile long runs;
  private volatile long failures;
  private volatile @Nullable String lastFailure;

  public Loop(Runnable flow, Marks marks, InstantSource clock) {
    this.flow = flow;
    this.marks = marks;
    this.clock = clock;
    this.heartbeat = clock.instant();
  }

  @Override
  public void run() {
    try {
      while (marks.await(RESYNC)) {
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
    } catch (RuntimeException e) {
      var message = String.valueOf(e);
      if (!message.equals(lastFailure)) {
        LOG.error("run failed; the loop goes on", e);
      }
      failures++;
      lastFailure = message;
    }
    runs++;
    heartbeat = clock.instant();
  }

  /** When the last run ended. */
  public Instant heartbeat() {
    return heartbeat;
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
