package io.audionode.cgroupfs.kmsg;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Optional;

/** A line of {@code /dev/kmsg}: {@code PRIORITY,SEQUENCE,MICROSECONDS,FLAGS;MESSAGE}. */
final class LogRecord {
  private static final int HEX = 16;
  private static final int ESCAPE_LENGTH = 4;

  /** The kernel's own messages have facility 0; it lets nobody else write that. */
  private static final int FIRST_FOREIGN_PRIORITY = 8;

  private LogRecord() {}

  /** The message with its escapes undone; empty for another's message and for what is no record. */
  static Optional<String> message(String line) {
    var semicolon = line.indexOf(';');
    var comma = line.indexOf(',');
    return comma < 0 || semicolon < comma || !isKernels(line.substring(0, comma))
        ? Optional.empty()
        : Optional.of(unescaped(line.substring(semicolon + 1)));
  }

  private static boolean isKernels(String priority) {
    return priority.length() == 1
        && priority.charAt(0) - '0' >= 0
        && priority.charAt(0) - '0' < FIRST_FOREIGN_PRIORITY;
  }

  /** The kernel writes all but printable ASCII, and the backslash itself, as {@code \xNN}. */
  private static String unescaped(String text) {
    var bytes = new ByteArrayOutputStream(text.length());
    for (var at = 0; at < text.length(); ) {
      var escaped = escaped(text, at);
      if (escaped < 0) {
        var next = text.offsetByCodePoints(at, 1);
        bytes.writeBytes(text.substring(at, next).getBytes(UTF_8));
        at = next;
      } else {
        bytes.write(escaped);
        at += ESCAPE_LENGTH;
      }
    }
    return bytes.toString(UTF_8);
  }

  /** The byte that is escaped there, -1 for none. */
  private static int escaped(String text, int at) {
    if (!text.startsWith("\\x", at) || at + ESCAPE_LENGTH > text.length()) {
      return -1;
    }
    var high = Character.digit(text.charAt(at + 2), HEX);
    var low = Character.digit(text.charAt(at + 3), HEX);
    return high < 0 || low < 0 ? -1 : high * HEX + low;
  }
}
