package io.audionode.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The kernel's automatic NUMA balancing, off until closed: what moves is moved by somebody else.
 */
final class NumaBalancing implements AutoCloseable {
  private static final Path SWITCH = Path.of("/proc/sys/kernel/numa_balancing");

  private final String before;

  private NumaBalancing(String before) {
    this.before = before;
  }

  static NumaBalancing off() throws IOException {
    var before = Files.readString(SWITCH).strip();
    Files.writeString(SWITCH, "0");
    return new NumaBalancing(before);
  }

  @Override
  public void close() throws IOException {
    Files.writeString(SWITCH, before);
  }
}
