package io.audionode.agent;

import io.audionode.agent.pulse.Pulse;
import io.audionode.agent.report.Report;
import io.audionode.agent.report.status.LoopState;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * What watches memory and threads on threads of its own, told by each run of the loop what there
 * is.
 */
record Watchers(
    WatchedPressure pressure,
    WatchedIncidents incidents,
    WatchedMemory memory,
    WatchedThreads threads)
    implements Consumer<Report>, AutoCloseable {
  @Override
  public void accept(Report report) {
    pressure.accept(report);
    incidents.accept(report);
    memory.accept(report);
    threads.accept(report);
  }

  void start() {
    pressure.start();
    incidents.start();
    memory.start();
    threads.start();
  }

  /** Those of these threads, after another one. */
  List<LoopState> loopsAfter(LoopState first) {
    return List.of(first, pressure.loop(), incidents.loop(), memory.loop(), threads.loop());
  }

  /** How one of them is doing. */
  static LoopState loop(String name, Pulse pulse, Duration resync) {
    var state = pulse.state();
    return new LoopState(
        name,
        state.at(),
        pulse.silence(),
        resync,
        state.looks(),
        state.failures(),
        state.lastFailure());
  }

  /** Those that tell others end first. */
  @Override
  public void close() {
    pressure.close();
    incidents.close();
    memory.close();
    threads.close();
  }
}
