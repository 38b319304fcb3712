package io.audionode.cgroupfs.psi;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.sys.Fd;
import io.audionode.cgroupfs.sys.Sys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Waits for armed triggers, any number of them on one thread.
 *
 * <p>{@link #await} is for one thread, the other methods for any.
 */
public final class PressureWatch implements AutoCloseable {
  /**
   * A trigger reported.
   *
   * @param trigger the descriptor that was added
   * @param gone the cgroup went away: the last report, the descriptor is closed
   */
  public record Fired(Fd trigger, boolean gone) {}

  private final Sys sys;
  private final Fd wake;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Set<Fd> triggers = new CopyOnWriteArraySet<>();

  public PressureWatch(Sys sys) {
    this.sys = requireNonNull(sys, "sys is null");
    this.wake = sys.eventFd();
  }

  /** Takes over a descriptor that {@link Trigger#arm} returned. */
  public void add(Fd trigger) {
    triggers.add(trigger);
    wake();
  }

  /** Disarms a trigger. Harmless when it is gone. */
  public void remove(Fd trigger) {
    triggers.remove(trigger);
    trigger.close();
    wake();
  }

  /**
   * Blocks until a trigger fires, the timeout has passed or {@link #wake} was called.
   *
   * @return what fired, empty otherwise and after {@link #close}; each trigger at most once a
   *     window
   */
  public synchronized List<Fired> await(Duration timeout) {
    if (closed.get()) {
      return List.of();
    }
    var ready = sys.poll(interests(), timeout);
    sys.drain(wake);
    return ready.stream().filter(r -> !r.fd().equals(wake)).map(this::fired).toList();
  }

  private List<Sys.Interest> interests() {
    var interests = new ArrayList<Sys.Interest>();
    interests.add(new Sys.Interest(wake, Sys.Condition.READABLE));
    triggers.forEach(fd -> interests.add(new Sys.Interest(fd, Sys.Condition.PRIORITY)));
    return interests;
  }

  /** A dead trigger would be ready for ever, so it leaves at once. */
  private Fired fired(Sys.Ready ready) {
    if (ready.failed()) {
      remove(ready.fd());
    }
    return new Fired(ready.fd(), ready.failed());
  }

  /** Ends the present {@link #await}, or the next one. Harmless after {@link #close}. */
  public void wake() {
    try {
      sys.signal(wake);
    } catch (Fd.ClosedException _) {
      // nobody waits any more
    }
  }

  /** Disarms everything, ends a waiting {@link #await} and returns when it has ended. */
  @Override
  public void close() {
    closed.set(true);
    wake();
    synchronized (this) {
      triggers.forEach(Fd::close);
      wake.close();
    }
  }
}
