package io.audionode.agent.report.pressure;

import io.audionode.agent.model.pressure.Reading;
import io.audionode.agent.model.pressure.Scope;
import io.audionode.agent.model.pressure.TriggerState;
import io.audionode.agent.model.pressure.Watched;
import io.audionode.cgroupfs.psi.Pressure;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is kept of one watched cgroup. Guarded by its owner. */
final class Track {
  /** With one each 30 s half an hour; under pressure, when events add points, less. */
  static final int POINTS = 60;

  private final Watched watched;
  private final Deque<PointView> history = new ArrayDeque<>();
  private @Nullable Pressure pressure;
  private @Nullable Long lastEvent;

  Track(Watched watched) {
    this.watched = watched;
  }

  void read(Instant at, Reading reading) {
    pressure = reading.pressure();
    if (watched.scope() != Scope.THREADS) {
      history.add(PointView.of(at, reading));
      if (history.size() > POINTS) {
        history.remove();
      }
    }
  }

  void told(long seq) {
    lastEvent = seq;
  }

  PressureCgroupView view(List<TriggerState> triggers) {
    return new PressureCgroupView(
        watched.scope().word(),
        watched.path().toString(),
        watched.pod(),
        watched.subject(),
        PressureEventView.line(pressure, Pressure::some),
        PressureEventView.line(pressure, Pressure::full),
        triggers.stream().map(PressureCgroupView.State::of).toList(),
        lastEvent,
        List.copyOf(history));
  }
}
