package io.audionode.agent.loop;

import io.audionode.agent.pulse.Clocks;
import io.audionode.agent.pulse.Pulse;
import java.time.Duration;
import java.time.InstantSource;

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

  private final Runnable flow;
  private final Wait wait;
  private final Pulse pulse;
  private Duration pause = RESYNC;

  /** Runs a flow on every mark. */
  public Loop(Runnable flow, Marks marks, InstantSource clock) {
    this(flow, marks::await, new Clocks(clock, System::nanoTime));
  }

  Loop(Runnable flow, Wait wait, Clocks clocks) {
    this.flow = flow;
    this.wait = wait;
    this.pulse = new Pulse("a run of the loop", clocks);
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

  private void runOnce() {
    var firstRetry = pulse.state().lastFailure() == null;
    if (pulse.guard(flow::run)) {
      pause = RESYNC;
    } else {
      pause = firstRetry ? FIRST_RETRY : doubled(pause);
    }
  }

  private static Duration doubled(Duration pause) {
    var doubled = pause.multipliedBy(2);
    return doubled.compareTo(RESYNC) < 0 ? doubled : RESYNC;
  }

  /** How its runs go. Any thread. */
  public Pulse pulse() {
    return pulse;
  }
}
