package io.audionode.agent.report.pressure;

import io.audionode.agent.model.pressure.PressureLook;
import io.audionode.agent.model.pressure.TriggerState;
import io.audionode.agent.model.pressure.Triggers;
import io.audionode.agent.model.pressure.Watched;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what the watcher last saw, and a short history. Any thread; a reader waits for a writer no
 * longer than copying takes.
 *
 * <p>Bounded by the number of watched cgroups, with {@value Track#POINTS} points of about 64 bytes
 * for each, and by the capacity of the log.
 */
public final class PressureBoard implements Consumer<PressureLook> {
  /** How many events a view has. */
  private static final int EVENTS_SHOWN = 20;

  private final PressureLog log;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Watched, Track> tracks = new HashMap<>();
  private Triggers triggers = Triggers.NONE;
  private @Nullable Instant at;

  /**
   * @param log told of every event
   */
  public PressureBoard(PressureLog log) {
    this.log = log;
  }

  /** Where events are kept and followed. */
  public PressureLog log() {
    return log;
  }

  @Override
  public void accept(PressureLook look) {
    lock.lock();
    try {
      at = look.at();
      triggers = look.triggers();
      var watched = triggers.byCgroup().keySet();
      tracks.keySet().retainAll(watched);
      look.readings().stream()
          .filter(reading -> watched.contains(reading.watched()))
          .forEach(reading -> track(reading.watched()).read(look.at(), reading));
    } finally {
      lock.unlock();
    }
    for (var event : look.events()) {
      var seq = log.add(event).seq();
      told(event.watched(), seq);
    }
  }

  private void told(Watched watched, long seq) {
    lock.lock();
    try {
      if (tracks.containsKey(watched)) {
        track(watched).told(seq);
      }
    } finally {
      lock.unlock();
    }
  }

  private Track track(Watched watched) {
    return tracks.computeIfAbsent(watched, Track::new);
  }

  /** Every trigger that is wanted, armed or refused. */
  public Triggers triggers() {
    lock.lock();
    try {
      return triggers;
    } finally {
      lock.unlock();
    }
  }

  /** All of it now. */
  public PressureView view() {
    lock.lock();
    try {
      var cgroups = new ArrayList<PressureCgroupView>();
      triggers.byCgroup().forEach((watched, states) -> cgroups.add(view(watched, states)));
      var latest = log.latest();
      var from = new EventId(latest.start(), Math.max(0, latest.seq() - EVENTS_SHOWN));
      var events = log.after(from, EVENTS_SHOWN).events();
      return new PressureView(at, latest.toString(), triggers.degraded(), cgroups, events);
    } finally {
      lock.unlock();
    }
  }

  private PressureCgroupView view(Watched watched, List<TriggerState> states) {
    return tracks.getOrDefault(watched, new Track(watched)).view(states);
  }
}
