package io.audionode.cgroupfs.sys;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.audionode.cgroupfs.sys.KernelException.Malformed;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * One name of a directory, from {@code struct linux_dirent64}: inode u64, offset s64, record length
 * u16, type u8, name until NUL.
 */
record DirectoryEntry(String name, boolean isDirectory) {
  private static final int LENGTH_OFFSET = 16;
  private static final int TYPE_OFFSET = 18;
  private static final int NAME_OFFSET = 19;
  private static final byte DT_DIR = 4;

  /** The entries in one answer of getdents64(2), without {@code .} and {@code ..}. */
  static List<DirectoryEntry> parse(byte[] answer) throws Malformed {
    var entries = new ArrayList<DirectoryEntry>();
    var buffer = ByteBuffer.wrap(answer).order(ByteOrder.nativeOrder());
    var end = 0;
    for (int at = 0; at < answer.length; at = end) {
      end = end(buffer, at);
      var name = name(answer, at + NAME_OFFSET, end);
      if (!name.equals(".") && !name.equals("..")) {
        entries.add(new DirectoryEntry(name, answer[at + TYPE_OFFSET] == DT_DIR));
      }
    }
    return entries;
  }

  /** Where a record ends: behind its beginning, or nobody would ever come to the last one. */
  private static int end(ByteBuffer buffer, int at) throws Malformed {
    var left = buffer.limit() - at;
    var length =
        left > NAME_OFFSET ? Short.toUnsignedInt(buffer.getShort(at + LENGTH_OFFSET)) : left;
    if (length <= NAME_OFFSET || length > left) {
      throw new Malformed(
          "a whole record of a directory", "%d bytes of %d".formatted(length, left));
    }
    return at + length;
  }

  private static String name(byte[] answer, int from, int end) {
    int to = from;
    while (to < end && answer[to] != 0) {
      to++;
    }
    return new String(answer, from, to - from, UTF_8);
  }
}
