package io.audionode.agent.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/**
 * The end of a journal file: takes all lines of a call or none of them. What a failed write left is
 * cut off at once, or else before the next one, so that no half line ever stands between whole
 * ones.
 */
final class Appender implements AutoCloseable {
  private final EntryCodec codec = new EntryCodec();
  private final Disk.Output output;
  private long end;
  private boolean ragged = true;

  /**
   * Goes on after the whole lines of a file; what follows them is cut off.
   *
   * @param end where the last whole line ends, in bytes
   */
  Appender(Disk.Output output, long end) {
    this.output = output;
    this.end = end;
  }

  /** How long the file is, in bytes. */
  long end() {
    return end;
  }

  /** Appends lines; they reach the disk when the kernel likes. */
  void append(Collection<? extends Entry> entries) throws IOException {
    append(entries, false);
  }

  /** Appends lines and returns when they are on the disk. */
  void appendDurably(Collection<? extends Entry> entries) throws IOException {
    append(entries, true);
  }

  private void append(Collection<? extends Entry> entries, boolean durably) throws IOException {
    var bytes = bytes(entries);
    cutOff();
    ragged = true;
    try {
      write(ByteBuffer.wrap(bytes));
      if (durably) {
        output.force();
      }
      end += bytes.length;
      ragged = false;
    } catch (IOException e) {
      try {
        cutOff();
      } catch (IOException again) {
        e.addSuppressed(again);
      }
      throw e;
    }
  }

  private void cutOff() throws IOException {
    if (ragged) {
      output.truncate(end);
      ragged = false;
    }
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      if (output.write(bytes, end + bytes.position()) == 0) {
        throw new IOException("the file takes no more bytes");
      }
    }
  }

  private byte[] bytes(Collection<? extends Entry> entries) throws IOException {
    var text = new StringBuilder();
    for (var entry : entries) {
      var line = codec.line(entry);
      if (line.getBytes(StandardCharsets.UTF_8).length > BoundedLines.LONGEST) {
        throw new IOException("a line is longer than " + BoundedLines.LONGEST + " bytes");
      }
      text.append(line).append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  void force() throws IOException {
    output.force();
  }

  @Override
  public void close() throws IOException {
    output.close();
  }
}
