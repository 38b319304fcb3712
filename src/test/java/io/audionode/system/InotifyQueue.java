package io.audionode.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How many events the kernel keeps for whoever begins to listen from now on, until this is closed;
 * an instance keeps what it was made with (fs/notify/inotify/inotify_user.c).
 */
final class InotifyQueue implements AutoCloseable {
  private static final Path FILE = Path.of("/proc/sys/fs/inotify/max_queued_events");

  private final String before;

  InotifyQueue(int events) throws IOException {
    before = Files.readAllLines(FILE).getFirst(); // a sysctl gives all to the first read only
    Files.writeString(FILE, Integer.toString(events));
  }

  @Override
  public void close() {
    try {
      Files.writeString(FILE, before);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
