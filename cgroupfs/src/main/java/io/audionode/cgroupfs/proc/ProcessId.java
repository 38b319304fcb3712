package io.audionode.cgroupfs.proc;

/**
 * One process for ever: numbers are used again, start times are not.
 *
 * @param startTicks clock ticks after boot, from {@code /proc/PID/stat}
 */
public record ProcessId(int pid, long startTicks) {
  public ProcessId {
    if (pid <= 0 || startTicks < 0) {
      throw new IllegalArgumentException("not a process: " + pid + " started at " + startTicks);
    }
  }

  @Override
  public String toString() {
    return pid + "@" + startTicks;
  }
}
