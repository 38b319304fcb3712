package io.audionode.agent.journal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The lines of a stream of any length, of which only one at a time is held. */
final class BoundedLines {
  /**
   * The longest line in bytes, its line feed left out: a path and a control file's text, at most a
   * page each, are far below it even with every character escaped.
   */
  static final int LONGEST = 256 << 10;

  private final InputStream in;
  private final byte[] chunk = new byte[64 << 10];
  private int next;
  private int filled;
  private long offset;
  private long wholeBytes;

  BoundedLines(InputStream in) {
    this.in = in;
  }

  /**
   * A line without its line feed.
   *
   * @param text what there is of it
   * @param tooLong whether only its beginning is there
   */
  record Line(String text, boolean tooLong) {}

  /** The next line that ends in a line feed, null when there is none any more. */
  @Nullable Line next() throws IOException {
    var line = new ByteArrayOutputStream();
    var tooLong = false;
    for (var read = read(); read >= 0; read = read()) {
      if (read == '\n') {
        wholeBytes = offset;
        return new Line(line.toString(StandardCharsets.UTF_8), tooLong);
      }
      if (line.size() < LONGEST) {
        line.write(read);
      } else {
        tooLong = true;
      }
    }
    return null;
  }

  /** Where the last line that was returned ends, in bytes, its line feed included. */
  long wholeBytes() {
    return wholeBytes;
  }

  private int read() throws IOException {
    if (next == filled) {
      filled = Math.max(0, in.read(chunk));
      next = 0;
      if (filled == 0) {
        return -1;
      }
    }
    offset++;
    return Byte.toUnsignedInt(chunk[next++]);
  }
}
