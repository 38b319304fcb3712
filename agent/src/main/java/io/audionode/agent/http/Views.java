package io.audionode.agent.http;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.report.events.EventLog;
import io.audionode.agent.report.incidents.IncidentBook;
import io.audionode.agent.report.memory.MemoryAnswers;
import io.audionode.agent.report.metrics.Metrics;
import io.audionode.agent.report.pressure.PressureBoard;
import io.audionode.agent.report.status.StatusBoard;
import io.audionode.agent.report.threads.ThreadBoard;

/** Everything that answers are made of. */
public record Views(
    StatusBoard board,
    EventLog events,
    PressureBoard pressure,
    IncidentBook incidents,
    MemoryAnswers memory,
    ThreadBoard threads,
    Metrics metrics) {
  public Views {
    requireNonNull(board, "board is null");
    requireNonNull(events, "events is null");
    requireNonNull(pressure, "pressure is null");
    requireNonNull(incidents, "incidents is null");
    requireNonNull(memory, "memory is null");
    requireNonNull(threads, "threads is null");
    requireNonNull(metrics, "metrics is null");
  }
}
