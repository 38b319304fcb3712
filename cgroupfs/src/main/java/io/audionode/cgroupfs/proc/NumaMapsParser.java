package io.audionode.cgroupfs.proc;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.sys.KernelException.Malformed;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Adds {@code numa_maps} up as it comes, in pieces cut anywhere; holds one line. For one reading
 * and one thread.
 */
final class NumaMapsParser {
  /** A path has at most 4095 bytes, of which each may be escaped to four; 1024 nodes beside it. */
  private static final int LONGEST_LINE = 48 << 10;

  private final byte[] line = new byte[LONGEST_LINE];
  private final SortedMap<Integer, Bytes> bytes = new TreeMap<>();
  private int length;

  /** The next piece. */
  void take(byte[] piece, int count) throws Malformed {
    var from = 0;
    for (var at = 0; at < count; at++) {
      if (piece[at] == '\n') {
        append(piece, from, at);
        line();
        from = at + 1;
      }
    }
    append(piece, from, count);
  }

  /** There is no more. */
  NumaMaps end() throws Malformed {
    line();
    return new NumaMaps(bytes);
  }

  private void append(byte[] piece, int from, int to) throws Malformed {
    if (to - from > LONGEST_LINE - length) {
      throw new Malformed(
          "lines of at most " + LONGEST_LINE + " bytes", new String(line, 0, length, UTF_8));
    }
    System.arraycopy(piece, from, line, length, to - from);
    length += to - from;
  }

  private void line() throws Malformed {
    if (length > 0) {
      NumaMaps.addTo(bytes, new String(line, 0, length, UTF_8));
      length = 0;
    }
  }
}
