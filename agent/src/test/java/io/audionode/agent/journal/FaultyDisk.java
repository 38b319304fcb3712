package io.audionode.agent.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The real disk with a diary of what was asked of it, and a limit on what it does. */
final class FaultyDisk implements Disk {
  /** What was asked and done, in order, such as {@code force journal}. */
  final List<String> diary = new ArrayList<>();

  /** How many more bytes there is room for. */
  long room = Long.MAX_VALUE;

  /** The most that one call writes. */
  int mostAtOnce = Integer.MAX_VALUE;

  /** Which calls fail, by their first words in the diary; empty for none. */
  String broken = "";

  private final Disk disk = new FileDisk();

  @Override
  public Output open(Path file) throws IOException {
    return new FaultyOutput(disk.open(file), file.getFileName().toString());
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    asked("rename " + from.getFileName() + " " + to.getFileName());
    disk.rename(from, to);
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    asked("force directory");
    disk.forceDirectory(directory);
  }

  private void asked(String call) throws IOException {
    if (!broken.isEmpty() && call.startsWith(broken)) {
      throw new IOException("Input/output error");
    }
    diary.add(call);
  }

  private final class FaultyOutput implements Output {
    private final Output output;
    private final String name;

    FaultyOutput(Output output, String name) {
      this.output = output;
      this.name = name;
    }

    @Override
    public int write(ByteBuffer bytes, long offset) throws IOException {
      asked("write " + name);
      if (room == 0) {
        throw new IOException("No space left on device");
      }
      var length = (int) Math.min(Math.min(room, mostAtOnce), bytes.remaining());
      var written = output.write(bytes.slice(bytes.position(), length), offset);
      bytes.position(bytes.position() + written);
      room -= written;
      return written;
    }

    @Override
    public void force() throws IOException {
      asked("force " + name);
      output.force();
    }

    @Override
    public void truncate(long bytes) throws IOException {
      asked("truncate " + name);
      output.truncate(bytes);
    }

    @Override
    public void close() throws IOException {
      output.close();
    }
  }
}
