package io.audionode.cgroupfs.proc;

import io.audionode.cgroupfs.format.Numbers;
import io.audionode.cgroupfs.format.Words;
import io.audionode.cgroupfs.sys.KernelException.Malformed;

/**
 * {@code /proc/PID/task/TID/schedstat} (Documentation/scheduler/sched-stats.rst).
 *
 * @param ranNanos time on a cpu
 * @param waitedNanos time ready to run and without a cpu
 * @param slices how often it was given one
 */
public record SchedStat(long ranNanos, long waitedNanos, long slices) {
  private static final int FIELDS = 3;

  public static SchedStat parse(String text) throws Malformed {
    var words = Words.parse(text);
    if (words.size() != FIELDS) {
      throw new Malformed("three numbers", text);
    }
    return new SchedStat(
        Numbers.nonNegative(words.get(0)),
        Numbers.nonNegative(words.get(1)),
        Numbers.nonNegative(words.get(2)));
  }
}
