package io.audionode.agent.report.pressure;

import io.audionode.agent.model.pressure.PressureEvent;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The latest pressure events, each about 1 KiB, and where a client is in them. Clients share the
 * ring and hold only a position, so that a slow one costs nothing but what it loses itself. Any
 * thread.
 */
public final class PressureLog {
  private final Ring<PressureEventView> ring;
  private final long start;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  /**
   * @param started when the agent started
   * @param capacity how many events are kept, at least 1
   */
  public PressureLog(Instant started, int capacity) {
    this.start = started.getEpochSecond();
    this.ring = new Ring<>(capacity);
  }

  /** Numbers an event, keeps it and wakes the listeners. */
  PressureEventView add(PressureEvent event) {
    var added = ring.add(seq -> PressureEventView.of(seq, event));
    listeners.forEach(Runnable::run);
    return added;
  }

  /** Called after each event in the thread that brought it; must not wait. */
  public void listen(Runnable listener) {
    listeners.add(listener);
  }

  /** Ends {@link #listen}. */
  public void forget(Runnable listener) {
    listeners.remove(listener);
  }

  /** The id of the latest event. */
  public EventId latest() {
    return new EventId(start, ring.latest());
  }

  /**
   * What comes after an event.
   *
   * @param id of an event, of this start of the agent or of an earlier one
   * @param most how many events at once
   */
  public Batch after(EventId id, int most) {
    var known = id.start() == start && id.seq() <= ring.latest();
    var slice = ring.after(known ? id.seq() : 0, most);
    var gap =
        !known ? GapView.restarted() : slice.lost() > 0 ? GapView.overrun(slice.lost()) : null;
    return new Batch(gap, slice.values(), new EventId(start, slice.last()));
  }
}
