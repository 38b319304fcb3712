package io.audionode.cgroupfs.psi;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.sys.Epoll;
import io.audionode.cgroupfs.sys.Fd;
import io.audionode.cgroupfs.sys.Sys;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Waits for armed triggers, any number of them on one thread and one epoll instance.
 *
 * <p>{@link #await} is for one thread, the other methods for any. Holds two descriptors of its own
 * and one for each trigger.
 */
public final class PressureWatch implements AutoCloseable {
  private static final long WAKE = 0;

  /**
   * A trigger reported.
   *
   * @param trigger the descriptor that was added
   * @param gone the cgroup went away: the last report, the descriptor is closed
   */
  public record Fired(Fd trigger, boolean gone) {}

  private final Sys sys;
  private final Epoll calls;
  private final Fd epoll;
  private final Fd wake;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicLong lastTag = new AtomicLong(WAKE);
  private final Map<Long, Fd> triggers = new ConcurrentHashMap<>();

  public PressureWatch(Sys sys) {
    this.sys = requireNonNull(sys, "sys is null");
    this.calls = sys.epoll();
    this.epoll = calls.create();
    this.wake = sys.eventFd();
    calls.add(epoll, wake, Sys.Condition.READABLE, WAKE);
  }

  /**
   * Takes over a descriptor that {@link Trigger#arm} returned; it is closed when it cannot be
   * waited for.
   */
  public void add(Fd trigger) {
    var tag = lastTag.incrementAndGet();
    triggers.put(tag, trigger);
    try {
      calls.add(epoll, trigger, Sys.Condition.PRIORITY, tag);
    } catch (RuntimeException e) {
      triggers.remove(tag);
      trigger.close();
      throw e;
    }
  }

  /** Disarms a trigger. Harmless when it is gone. */
  public void disarm(Fd trigger) {
    triggers.values().remove(trigger);
    trigger.close();
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
    var happened = calls.await(epoll, timeout);
    sys.drain(wake);
    return happened.stream().flatMap(this::fired).toList();
  }

  /**
   * A dead trigger would be ready for ever, so it leaves at once. One that was removed meanwhile
   * has nothing to say.
   */
  private Stream<Fired> fired(Epoll.Event event) {
    var trigger = triggers.get(event.tag());
    if (trigger == null) {
      return Stream.empty();
    }
    if (event.failed()) {
      disarm(trigger);
    }
    return Stream.of(new Fired(trigger, event.failed()));
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
      epoll.close();
      triggers.values().forEach(Fd::close);
      wake.close();
    }
  }
}
