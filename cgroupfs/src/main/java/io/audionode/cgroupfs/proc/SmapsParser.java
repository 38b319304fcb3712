package io.audionode.cgroupfs.proc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.sys.KernelException.Malformed;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Adds {@code smaps} up as it comes, in pieces cut anywhere. Holds one line, works on bytes: a
 * process may have a million of lines. For one reading and one thread.
 *
 * <p>A mapping is a line {@code START-END PERMISSIONS OFFSET DEVICE INODE [NAME]}, whose name has
 * its line feeds escaped, and then lines {@code Key: N kB} of which this takes some
 * (fs/proc/task_mmu.c). A key starts with a capital letter, an address never does.
 */
final class SmapsParser {
  /** A path has at most 4095 bytes, of which each may be escaped to four. */
  private static final int LONGEST_LINE = 20 << 10;

  private static final int MOST_DIGITS = 15;

  /** 256 PiB in KiB, so that no sum of all that is here leaves 63 bits. */
  private static final long MOST_KIBIBYTES = 1L << 48;

  private static final Pattern MAPPING =
      Pattern.compile(
          "[0-9a-f]{1,16}-[0-9a-f]{1,16} [-r][-w][-x][-ps] [0-9a-f]+ [0-9a-f]+:[0-9a-f]+ [0-9]+"
              + "(?: +(?<name>.*))?",
          Pattern.DOTALL);

  private static final List<String> KEYS = List.of("Rss", "Pss", "Anonymous", "Swap", "SwapPss");
  private static final byte[][] KEY_BYTES =
      KEYS.stream().map(key -> (key + ":").getBytes(ISO_8859_1)).toArray(byte[][]::new);
  private static final byte[] UNIT = " kB".getBytes(ISO_8859_1);

  private static final long UNKNOWN = -1;

  private final byte[] line = new byte[LONGEST_LINE];
  private final EnumMap<Smaps.Part, long[]> sums = new EnumMap<>(Smaps.Part.class);
  private final long[] amounts = new long[KEYS.size()];
  private int length;
  private int mappings;
  private Smaps.Part part = Smaps.Part.OTHER;

  SmapsParser() {
    for (var each : Smaps.Part.values()) {
      sums.put(each, new long[KEYS.size()]);
    }
  }

  /** The next piece. */
  void take(byte[] bytes, int count) throws Malformed {
    var from = 0;
    for (var at = 0; at < count; at++) {
      if (bytes[at] == '\n') {
        append(bytes, from, at);
        line();
        from = at + 1;
      }
    }
    append(bytes, from, count);
  }

  /** There is no more. */
  Smaps end() throws Malformed {
    line();
    addUp();
    var parts = new EnumMap<Smaps.Part, Smaps.Amounts>(Smaps.Part.class);
    sums.forEach((each, kibibytes) -> parts.put(each, amounts(kibibytes)));
    return new Smaps(mappings, parts);
  }

  private static Smaps.Amounts amounts(long[] kibibytes) {
    var bytes = Arrays.stream(kibibytes).mapToObj(Bytes::ofKibibytes).toList();
    return new Smaps.Amounts(bytes.get(0), bytes.get(1), bytes.get(2), bytes.get(3), bytes.get(4));
  }

  private void append(byte[] bytes, int from, int to) throws Malformed {
    if (to - from > LONGEST_LINE - length) {
      throw new Malformed("lines of at most " + LONGEST_LINE + " bytes", text());
    }
    System.arraycopy(bytes, from, line, length, to - from);
    length += to - from;
  }

  private void line() throws Malformed {
    if (length > 0) {
      if (isAddress(line[0])) {
        mapping();
      } else {
        amount();
      }
      length = 0;
    }
  }

  private static boolean isAddress(byte first) {
    return isDigit(first) || (first >= 'a' && first <= 'f');
  }

  private static boolean isDigit(byte character) {
    return character >= '0' && character <= '9';
  }

  private void mapping() throws Malformed {
    addUp();
    var matcher = MAPPING.matcher(text());
    if (!matcher.matches()) {
      throw new Malformed("START-END PERMISSIONS OFFSET DEVICE INODE [NAME]", text());
    }
    var name = matcher.group("name");
    part = Smaps.Part.of(name == null ? "" : name);
    mappings++;
    Arrays.fill(amounts, UNKNOWN);
  }

  private void addUp() throws Malformed {
    if (mappings == 0) {
      return;
    }
    var sum = requireNonNull(sums.get(part));
    for (var key = 0; key < amounts.length; key++) {
      if (amounts[key] == UNKNOWN) {
        throw new Malformed("the key " + KEYS.get(key) + " of every mapping", text());
      }
      sum[key] += amounts[key];
      if (sum[key] > MOST_KIBIBYTES) {
        throw new Malformed("amounts that fit an address space", text());
      }
    }
  }

  private void amount() throws Malformed {
    for (var key = 0; key < KEY_BYTES.length; key++) {
      if (startsWith(KEY_BYTES[key], 0)) {
        if (mappings == 0 || amounts[key] != UNKNOWN) {
          throw new Malformed("every key once for a mapping", text());
        }
        amounts[key] = kibibytes(KEY_BYTES[key].length);
        return;
      }
    }
    if (mappings == 0 || text().indexOf(':') < 0) {
      throw new Malformed("KEY: VALUE of a mapping", text());
    }
  }

  private boolean startsWith(byte[] start, int at) {
    return length >= at + start.length
        && Arrays.equals(line, at, at + start.length, start, 0, start.length);
  }

  private long kibibytes(int from) throws Malformed {
    var at = from;
    while (at < length && line[at] == ' ') {
      at++;
    }
    var digits = at;
    var value = 0L;
    while (at < length && isDigit(line[at]) && at - digits < MOST_DIGITS) {
      value = value * 10 + line[at] - '0';
      at++;
    }
    if (at == digits || at + UNIT.length != length || !startsWith(UNIT, at)) {
      throw new Malformed("an amount in kB of at most " + MOST_DIGITS + " digits", text());
    }
    return value;
  }

  private String text() {
    return new String(line, 0, length, UTF_8);
  }
}
