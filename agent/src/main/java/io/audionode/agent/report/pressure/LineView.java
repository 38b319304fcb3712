package io.audionode.agent.report.pressure;

import io.audionode.cgroupfs.psi.Pressure;

/**
 * One line of a pressure file.
 *
 * @param avg10 percent of the last 10 s; lags by about 2 s
 * @param avg60 percent of the last minute
 * @param avg300 percent of the last 5 minutes
 * @param totalMicros stalled since the cgroup was made, exact
 */
public record LineView(double avg10, double avg60, double avg300, long totalMicros) {
  public static LineView of(Pressure.Line line) {
    return new LineView(line.avg10(), line.avg60(), line.avg300(), line.totalUsec());
  }
}
