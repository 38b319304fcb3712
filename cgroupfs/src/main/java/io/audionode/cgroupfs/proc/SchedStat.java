package io.audionode.cgroupfs.proc;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.format.Numbers;
import io.audionode.cgroupfs.format.Words;
import io.audionode.cgroupfs.sys.KernelException.Malformed;
import java.time.Duration;

/**
 * {@code /proc/PID/task/TID/schedstat} (Documentation/scheduler/sched-stats.rst).
 *
 * @param ran time on a cpu
 * @param waited time on a run queue, ready to run and not running
 * @param slices how often it was put on a cpu
 */
public record SchedStat(Duration ran, Duration waited, long slices) {
  private static final int FIELDS = 3;

  public SchedStat {
    requireNonNull(ran, "ran is null");
    requireNonNull(waited, "waited is null");
  }

  public static SchedStat parse(String text) throws Malformed {
    var words = Words.parse(text);
    if (words.size() < FIELDS) {
      throw new Malformed("three numbers", text);
    }
    return new SchedStat(
        Duration.ofNanos(Numbers.nonNegative(words.get(0))),
        Duration.ofNanos(Numbers.nonNegative(words.get(1))),
        Numbers.nonNegative(words.get(2)));
  }
}
