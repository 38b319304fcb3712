package io.audionode.agent;

import io.audionode.agent.report.Report;
import io.audionode.agent.report.status.LoopState;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What watches memory on threads of its own, told by each run of the loop what there is. */
record Watchers(WatchedPressure pressure, WatchedIncidents incidents, WatchedMemory memory)
    implements Consumer<Report>, AutoCloseable {
  @Override
  public void accept(Report report) {
    pressure.accept(report);
    incidents.accept(report);
    memory.accept(report);
  }

  void start() {
    pressure.start();
    incidents.start();
    memory.start();
  }

  Stream<LoopState> loops() {
    return Stream.of(pressure.loop(), incidents.loop(), memory.loop());
  }

  /** Those that tell others end first. */
  @Override
  public void close() {
    pressure.close();
    incidents.close();
    memory.close();
  }
}
