package io.audionode.agent.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The machine's own files. */
final class FileDisk implements Disk {
  @Override
  public Output open(Path file) throws IOException {
    StateFiles.requireOwn(file);
    return new ChannelOutput(
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    try (var channel = FileChannel.open(directory)) {
      channel.force(true);
    }
  }

  private record ChannelOutput(FileChannel channel) implements Output {
    @Override
    public int write(ByteBuffer bytes, long offset) throws IOException {
      return channel.write(bytes, offset);
    }

    @Override
    public void force() throws IOException {
      channel.force(true);
    }

    @Override
    public void truncate(long bytes) throws IOException {
      channel.truncate(bytes);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
