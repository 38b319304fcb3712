package io.audionode.agent.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The lock of a state directory, so that two agents never write one node. On a file of its own: the
 * journal itself is replaced while it is in use.
 */
final class StateLock implements AutoCloseable {
  private static final String NAME = "journal.lock";

  private final FileChannel channel;

  private StateLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock; it ends with the process at the latest.
   *
   * @throws JournalException when another agent holds it
   */
  static StateLock take(Path directory) throws IOException {
    var file = directory.resolve(NAME);
    StateFiles.requireOwn(file);
    var channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      channel.close();
      throw new JournalException(file + " is held by another audionode; end that one first");
    }
    return new StateLock(channel);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
