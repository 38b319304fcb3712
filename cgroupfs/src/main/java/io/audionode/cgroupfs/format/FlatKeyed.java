package io.audionode.cgroupfs.format;

import io.audionode.cgroupfs.sys.KernelException.Malformed;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** The flat keyed form: one {@code KEY VALUE} a line, such as {@code memory.stat}. */
public final class FlatKeyed {
  private FlatKeyed() {}

  /** In the order of the text. A key that comes twice is malformed. */
  public static Map<String, Long> parse(String text) throws Malformed {
    return parse(text, Numbers::signed);
  }

  /** Like {@link #parse}, for values that are not numbers. */
  public static Map<String, String> parseStrings(String text) throws Malformed {
    return parse(text, value -> value);
  }

  private static <V> Map<String, V> parse(String text, Function<String, V> value) throws Malformed {
    var values = new LinkedHashMap<String, V>();
    for (var line : Lines.of(text)) {
      var space = line.indexOf(' ');
      if (space <= 0 || space == line.length() - 1) {
        throw new Malformed("KEY VALUE", line);
      }
      if (values.put(line.substring(0, space), value.apply(line.substring(space + 1))) != null) {
        throw new Malformed("every key once", line);
      }
    }
    return Collections.unmodifiableMap(values);
  }

  /** The value of a key that must be there. */
  public static long require(Map<String, Long> values, String key) throws Malformed {
    var value = values.get(key);
    if (value == null) {
      throw new Malformed("the key " + key, values.keySet().toString());
    }
    return value;
  }
}
