package io.audionode.agent.pulse;

import io.audionode.agent.log.Complaints;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a thread that looks again and again is doing. One thread writes, any reads. */
public final class Pulse {
  private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);

  private final String what;
  private final Clocks clocks;
  private final Complaints complaints;
  private volatile State state;

  /**
   * One look.
   *
   * @param at when it ended, wall clock
   * @param looks how many there were, failed ones included
   * @param failures how many failed, or found something that cannot be read
   * @param lastFailure why the last one did, null when it did not
   */
  public record State(
      Instant at, long nanos, long looks, long failures, @Nullable String lastFailure) {}

  /**
   * @param what what the thread does, for the log
   */
  public Pulse(String what, Clocks clocks) {
    this.what = what;
    this.clocks = clocks;
    this.complaints = new Complaints(LOG, clocks::nanos);
    this.state = new State(clocks.wall().instant(), clocks.nanos(), 0, 0, null);
  }

  /**
   * A look ended.
   *
   * @param failure why it failed, or what it could not read; null when all is well
   */
  public void beat(@Nullable RuntimeException failure) {
    var before = state;
    var message = failure == null ? null : String.valueOf(failure);
    if (failure != null) {
      complaints.error(what + " failed; it goes on", failure);
    }
    state =
        new State(
            clocks.wall().instant(),
            clocks.nanos(),
            before.looks() + 1,
            before.failures() + (message == null ? 0 : 1),
            message);
  }

  public State state() {
    return state;
  }

  /** How long ago the last look ended, also when the wall clock was set meanwhile. */
  public Duration silence() {
    return Duration.ofNanos(clocks.nanos() - state.nanos());
  }
}
