package io.audionode.cgroupfs.psi;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.sys.Access;
import io.audionode.cgroupfs.sys.Fd;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.sys.Sys;
import java.time.Duration;

/**
 * Asks the kernel to report when tasks wait for longer than {@code stall} within {@code window}. At
 * most one report a window; growth is checked ten times a window (kernel/sched/psi.c).
 *
 * @param stall more than nothing, at most the window
 * @param window 500 ms to 10 s; without CAP_SYS_RESOURCE a multiple of 2 s
 */
public record Trigger(Kind kind, Duration stall, Duration window) {
  /** Whose waiting counts. */
  public enum Kind {
    /** At least one task waits. */
    SOME("some"),
    /** All tasks wait at once. */
    FULL("full");

    private final String word;

    Kind(String word) {
      this.word = word;
    }
  }

  public static final Duration SHORTEST_WINDOW = Duration.ofMillis(500);
  public static final Duration LONGEST_WINDOW = Duration.ofSeconds(10);

  public Trigger {
    requireNonNull(kind, "kind is null");
    if (window.compareTo(SHORTEST_WINDOW) < 0 || window.compareTo(LONGEST_WINDOW) > 0) {
      throw new IllegalArgumentException("window is not within 500 ms..10 s: " + window);
    }
    if (micros(stall) <= 0 || stall.compareTo(window) > 0) {
      throw new IllegalArgumentException("stall is not within 1 us.." + window + ": " + stall);
    }
  }

  /** Such as {@code some 50000 500000}: stall and window in microseconds. */
  public String text() {
    return kind.word + " " + micros(stall) + " " + micros(window);
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / 1_000;
  }

  /**
   * Opens a pressure file of a directory and writes the trigger. The descriptor is the trigger: one
   * each, closed to disarm. Unsupported or Gone where the kernel has no PSI.
   */
  public Fd arm(Sys sys, Fd directory, String file) {
    var fd = sys.openFileAt(directory, file, Access.READ_WRITE);
    try {
      sys.write(fd, text() + '\0');
      return fd;
    } catch (KernelException e) {
      fd.close();
      throw e;
    }
  }
}
