package io.audionode.cgroupfs.numa;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's automatic NUMA balancing, off until closed: what moves is moved by somebody else. A
 * PREEMPT_RT kernel has none (init/Kconfig, NUMA_BALANCING).
 */
public final class NumaBalancing implements AutoCloseable {
  private static final Path SWITCH = Path.of("/proc/sys/kernel/numa_balancing");

  private final @Nullable String before;

  private NumaBalancing(@Nullable String before) {
    this.before = before;
  }

  public static NumaBalancing off() throws IOException {
    if (Files.notExists(SWITCH)) {
      return new NumaBalancing(null);
    }
    var before = Files.readString(SWITCH).strip();
    Files.writeString(SWITCH, "0");
    return new NumaBalancing(before);
  }

  @Override
  public void close() throws IOException {
    if (before != null) {
      Files.writeString(SWITCH, before);
    }
  }
}
