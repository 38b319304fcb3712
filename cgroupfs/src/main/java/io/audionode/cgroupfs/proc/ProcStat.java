package io.audionode.cgroupfs.proc;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.format.Numbers;
import io.audionode.cgroupfs.format.Words;
import io.audionode.cgroupfs.sys.KernelException.Malformed;
import java.util.List;

/**
 * {@code /proc/PID/stat} (proc_pid_stat(5)).
 *
 * @param comm at most 15 bytes, any but NUL
 * @param state such as {@code R}, {@code S}, {@code D}, {@code Z}
 * @param cpuTicks user and system time in clock ticks
 * @param startTicks clock ticks after boot
 * @param rssPages resident pages; off by some, because the kernel adds them up now and then
 */
public record ProcStat(
    int pid,
    String comm,
    char state,
    int ppid,
    long minorFaults,
    long majorFaults,
    long cpuTicks,
    int numThreads,
    long startTicks,
    long rssPages,
    Scheduling scheduling) {
  /** The fields after the name, counted from {@code state} as 0; 6.18 has 50, 2.6 had 42. */
  private static final int FEWEST_FIELDS = 39;

  public ProcStat {
    requireNonNull(comm, "comm is null");
    requireNonNull(scheduling, "scheduling is null");
  }

  /** The name may hold spaces, parentheses and line feeds; no later field has a parenthesis. */
  public static ProcStat parse(String text) throws Malformed {
    var open = text.indexOf(" (");
    var close = text.lastIndexOf(')');
    if (open < 0 || close < open + 2) {
      throw new Malformed("PID (NAME) STATE ...", text);
    }
    var fields = Words.parse(text.substring(close + 1));
    if (fields.size() < FEWEST_FIELDS || fields.getFirst().length() != 1) {
      throw new Malformed("at least " + FEWEST_FIELDS + " fields after the name", text);
    }
    return new ProcStat(
        Numbers.nonNegativeInt(text.substring(0, open)),
        text.substring(open + 2, close),
        fields.getFirst().charAt(0),
        Numbers.nonNegativeInt(fields.get(1)),
        Numbers.nonNegative(fields.get(7)),
        Numbers.nonNegative(fields.get(9)),
        Numbers.nonNegative(fields.get(11)) + Numbers.nonNegative(fields.get(12)),
        Numbers.nonNegativeInt(fields.get(17)),
        Numbers.nonNegative(fields.get(19)),
        Numbers.nonNegative(fields.get(21)),
        scheduling(fields));
  }

  private static Scheduling scheduling(List<String> fields) throws Malformed {
    return new Scheduling(
        Scheduling.Policy.of(Numbers.nonNegativeInt(fields.get(38))),
        Numbers.nonNegativeInt(fields.get(37)),
        (int) Numbers.signed(fields.get(16)),
        Numbers.nonNegativeInt(fields.get(36)));
  }

  public ProcessId id() {
    return new ProcessId(pid, startTicks);
  }
}
