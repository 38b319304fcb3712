package io.audionode.agent.pulse;

import io.audionode.agent.log.Complaints;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a thread that looks again and again is doing, and the one place where what it throws ends.
 * One thread takes steps and beats, any reads.
 */
public final class Pulse {
  private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);

  private final String what;
  private final Clocks clocks;
  private final Complaints complaints;
  private volatile State state;
  private volatile boolean ended;

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

  /** What a thread does again and again. */
  public interface Step<X extends Exception> {
    void take() throws X;
  }

  /** A step that passes over what it cannot read. */
  public interface Look<X extends Exception> {
    /** Returns why something could not be read; null when all was. */
    @Nullable RuntimeException take() throws X;
  }

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
   * Takes a step. A failure is logged, once a minute for each cause, counted, and told by {@link
   * #state} until a step works. A checked exception is none, and is passed on.
   *
   * @return false when it failed
   */
  public <X extends Exception> boolean guard(Step<X> step) throws X {
    return guard(
        (Look<X>)
            () -> {
              step.take();
              return null;
            });
  }

  /** The same; what the step passed over is logged, counted and told as well. */
  public <X extends Exception> boolean guard(Look<X> look) throws X {
    try {
      beat(look.take());
      return true;
    } catch (RuntimeException e) {
      if (!ended) {
        beat(e);
      }
      return false;
    }
  }

  /** In the middle of a long step: all is well. */
  public void beat() {
    beat(null);
  }

  /** What fails from now on fails because its thread ends, and is nobody's business. Any thread. */
  public void end() {
    ended = true;
  }

  private void beat(@Nullable RuntimeException failure) {
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
