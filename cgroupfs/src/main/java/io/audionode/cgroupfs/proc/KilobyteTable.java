package io.audionode.cgroupfs.proc;

import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.Lines;
import io.audionode.cgroupfs.format.Numbers;
import io.audionode.cgroupfs.format.Words;
import io.audionode.cgroupfs.sys.KernelException.Malformed;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lines of {@code Key: 123 kB}, as in meminfo and smaps_rollup. */
final class KilobyteTable {
  /** 2^53 kB: beyond it bytes would not fit. */
  private static final long MOST_KIBIBYTES = Long.MAX_VALUE / 1024;

  private KilobyteTable() {}

  /** Every line that has a unit; counts, which have none, are left out. */
  static Map<String, Bytes> parse(String text) throws Malformed {
    var amounts = new LinkedHashMap<String, Bytes>();
    for (var line : Lines.of(text)) {
      var colon = line.indexOf(':');
      if (colon > 0 && line.endsWith(" kB")) {
        amounts.put(line.substring(0, colon), amount(Words.parse(line.substring(colon + 1)), line));
      }
    }
    return Collections.unmodifiableMap(amounts);
  }

  /** Such as {@code 123 kB}, the value of one line. */
  static Bytes amount(List<String> words, String line) throws Malformed {
    if (words.size() != 2 || !words.get(1).equals("kB")) {
      throw new Malformed("an amount in kB", line);
    }
    var kibibytes = Numbers.nonNegative(words.getFirst());
    if (kibibytes > MOST_KIBIBYTES) {
      throw new Malformed("an amount that fits 63 bits", line);
    }
    return Bytes.ofKibibytes(kibibytes);
  }

  static Bytes require(Map<String, Bytes> amounts, String key) throws Malformed {
    return Optional.ofNullable(amounts.get(key))
        .orElseThrow(() -> new Malformed("the key " + key, amounts.keySet().toString()));
  }
}
