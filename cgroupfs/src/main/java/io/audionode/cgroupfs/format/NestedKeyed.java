package io.audionode.cgroupfs.format;

import io.audionode.cgroupfs.sys.KernelException.Malformed;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The nested keyed form: {@code KEY SUB=VALUE SUB=VALUE} a line, such as {@code *.pressure}. */
public final class NestedKeyed {
  private NestedKeyed() {}

  /** In the order of the text. A key or sub key that comes twice is malformed. */
  public static Map<String, Map<String, String>> parse(String text) throws Malformed {
    var keys = new LinkedHashMap<String, Map<String, String>>();
    for (var line : Lines.of(text)) {
      var words = Words.parse(line);
      if (keys.put(words.getFirst(), pairs(words, line)) != null) {
        throw new Malformed("every key once", line);
      }
    }
    return Collections.unmodifiableMap(keys);
  }

  private static Map<String, String> pairs(List<String> words, String line) throws Malformed {
    var pairs = new LinkedHashMap<String, String>();
    for (var word : words.subList(1, words.size())) {
      var equals = word.indexOf('=');
      if (equals <= 0) {
        throw new Malformed("KEY SUB=VALUE ...", line);
      }
      if (pairs.put(word.substring(0, equals), word.substring(equals + 1)) != null) {
        throw new Malformed("every sub key once", line);
      }
    }
    return Collections.unmodifiableMap(pairs);
  }
}
