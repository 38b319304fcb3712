package io.audionode.cgroupfs.proc;

import io.audionode.cgroupfs.format.Limit;
import io.audionode.cgroupfs.format.Lines;
import io.audionode.cgroupfs.format.Numbers;
import io.audionode.cgroupfs.format.Words;
import io.audionode.cgroupfs.sys.KernelException.Malformed;

/**
 * {@code /proc/PID/limits} (getrlimit(2)), of which the soft limits count.
 *
 * @param text the whole table
 */
public record ProcLimits(String text) {
  public static ProcLimits parse(String text) throws Malformed {
    var limits = new ProcLimits(text);
    var _ = limits.openFiles(); // in every kernel's table, so that another text is found out
    return limits;
  }

  /** RLIMIT_NOFILE. */
  public Limit openFiles() {
    return soft("Max open files");
  }

  /** RLIMIT_RTPRIO: the highest priority of FIFO and RR that it may take, 0 for none. */
  public Limit realtimePriority() {
    return soft("Max realtime priority");
  }

  /** RLIMIT_MEMLOCK, in bytes. */
  public Limit lockedMemory() {
    return soft("Max locked memory");
  }

  private Limit soft(String name) throws Malformed {
    return Lines.of(text).stream()
        .filter(line -> line.startsWith(name))
        .flatMap(line -> Words.parse(line.substring(name.length())).stream().limit(1))
        .map(soft -> soft.equals("unlimited") ? Limit.MAX : Limit.of(Numbers.nonNegative(soft)))
        .findFirst()
        .orElseThrow(() -> new Malformed("the line " + name, text));
  }
}
