package io.audionode.cgroupfs.kmsg;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.sys.Fd;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.sys.Sys;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Follows {@code /dev/kmsg} from when it was opened, without ever waiting. Holds one descriptor;
 * for one thread, but for {@link #close}.
 */
public final class KernelLog implements AutoCloseable {
  public static final Path DIRECTORY = Path.of("/dev");
  public static final String FILE = "kmsg";

  /** A record of CONSOLE_EXT_LOG_MAX bytes fits (kernel/printk/internal.h). */
  private static final int BUFFER = 8 << 10;

  /** A flood ends a call, not the thread: the next call goes on. */
  private static final int MOST_READS = 10_000;

  private static final String OVERWRITTEN = "EPIPE";

  private final Sys sys;
  private final Fd log;

  private KernelLog(Sys sys, Fd log) {
    this.sys = sys;
    this.log = log;
  }

  /**
   * Opens the log of the machine.
   *
   * @throws KernelException Gone where there is none, Denied without CAP_SYSLOG (with {@code
   *     kernel.dmesg_restrict=1}) or where a container's device rules forbid it
   */
  public static KernelLog open(Sys sys) {
    return open(sys, DIRECTORY);
  }

  /** The same in another directory than {@code /dev}. */
  public static KernelLog open(Sys sys, Path directory) {
    requireNonNull(sys, "sys is null");
    try (var devices = sys.openDirectory(directory)) {
      return new KernelLog(sys, sys.openLogAt(devices, FILE));
    }
  }

  /**
   * Hands over the kernel's own messages since the call before, in order; those that programs wrote
   * into its log are left out. Messages that were overwritten meanwhile are lost.
   */
  public void read(Consumer<String> audience) {
    for (var reads = 0; reads < MOST_READS; reads++) {
      var records = next();
      if (records.isEmpty()) {
        return;
      }
      records.lines().forEach(line -> LogRecord.message(line).ifPresent(audience));
    }
  }

  /** Empty when there is nothing; after what was overwritten the kernel goes on with the oldest. */
  private String next() {
    try {
      return new String(sys.readAvailable(log, BUFFER), UTF_8);
    } catch (KernelException e) {
      if (e.errno().equals(OVERWRITTEN)) {
        return "\n";
      }
      throw e;
    }
  }

  @Override
  public void close() {
    log.close();
  }
}
