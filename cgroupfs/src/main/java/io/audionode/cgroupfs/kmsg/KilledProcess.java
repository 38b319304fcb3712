package io.audionode.cgroupfs.kmsg;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.format.Bytes;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A process that the OOM killer ended: {@code Killed process PID (COMM) total-vm:...}
 * (__oom_kill_process in mm/oom_kill.c; in these words since 5.4).
 *
 * @param comm at most 15 bytes, any but NUL
 * @param anonRss resident anonymous memory
 * @param fileRss resident pages of files
 * @param shmemRss resident shared memory
 * @param oomScoreAdj -1000..1000
 */
public record KilledProcess(
    int pid, String comm, Bytes anonRss, Bytes fileRss, Bytes shmemRss, int oomScoreAdj) {
  private static final String START = "Killed process ";
  private static final String AFTER_COMM = ") total-vm:";
  private static final int LONGEST = 4_096;

  /** TASK_COMM_LEN without its NUL. */
  private static final int LONGEST_COMM = 15;

  private static final Pattern AMOUNTS =
      Pattern.compile(
          "[0-9]{1,15}kB, anon-rss:([0-9]{1,15})kB, file-rss:([0-9]{1,15})kB,"
              + " shmem-rss:([0-9]{1,15})kB, UID:[0-9]{1,10} pgtables:[0-9]{1,15}kB"
              + " oom_score_adj:(-?[0-9]{1,4})");

  public KilledProcess {
    requireNonNull(comm, "comm is null");
    requireNonNull(anonRss, "anonRss is null");
    requireNonNull(fileRss, "fileRss is null");
    requireNonNull(shmemRss, "shmemRss is null");
  }

  /** What it had in memory. */
  public Bytes rss() {
    return anonRss.plus(fileRss).plus(shmemRss);
  }

  /**
   * Empty for every other message, and for one that is cut. The name may look like what follows it;
   * what really follows comes last.
   */
  public static Optional<KilledProcess> parse(String message) {
    var start = message.indexOf(START);
    var close = message.lastIndexOf(AFTER_COMM);
    var open = start < 0 ? -1 : message.indexOf(" (", start + START.length());
    if (message.length() > LONGEST || open < 0 || close < open + 2) {
      return Optional.empty();
    }
    var comm = message.substring(open + 2, close);
    var amounts = AMOUNTS.matcher(message.substring(close + AFTER_COMM.length()));
    if (comm.length() > LONGEST_COMM || !amounts.matches()) {
      return Optional.empty();
    }
    return OomChoice.number(message.substring(start + START.length(), open))
        .map(
            pid ->
                new KilledProcess(
                    pid,
                    comm,
                    kibibytes(amounts.group(1)),
                    kibibytes(amounts.group(2)),
                    kibibytes(amounts.group(3)),
                    Integer.parseInt(amounts.group(4))));
  }

  private static Bytes kibibytes(String digits) {
    return Bytes.ofKibibytes(Long.parseLong(digits));
  }
}
