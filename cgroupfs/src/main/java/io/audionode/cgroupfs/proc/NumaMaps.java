package io.audionode.cgroupfs.proc;

import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.Lines;
import io.audionode.cgroupfs.format.Numbers;
import io.audionode.cgroupfs.format.Words;
import io.audionode.cgroupfs.sys.KernelException.Malformed;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * {@code /proc/PID/numa_maps}: where a process's mapped pages lie. Reading it walks the page
 * tables.
 *
 * @param bytes on each node that has some
 */
public record NumaMaps(SortedMap<Integer, Bytes> bytes) {
  private static final Pattern PAGES = Pattern.compile("N(\\d{1,5})=(\\d{1,15})");
  private static final String PAGE_SIZE = "kernelpagesize_kB=";

  public NumaMaps {
    bytes = Collections.unmodifiableSortedMap(new TreeMap<>(bytes));
  }

  public static NumaMaps parse(String text) throws Malformed {
    var bytes = new TreeMap<Integer, Bytes>();
    Lines.of(text).forEach(line -> addTo(bytes, line));
    return new NumaMaps(bytes);
  }

  /** A mapping without pages has no node; one with pages says how large they are. */
  static void addTo(Map<Integer, Bytes> bytes, String line) throws Malformed {
    // The file's name comes before the counts and has its spaces escaped, so it is one word.
    var words = Words.parse(line);
    for (var word : words) {
      var pages = PAGES.matcher(word);
      if (pages.matches()) {
        var amount = product(Numbers.nonNegative(pages.group(2)), pageKibibytes(words, line), line);
        bytes.merge(Numbers.nonNegativeInt(pages.group(1)), amount, (a, b) -> sum(a, b, line));
      }
    }
  }

  private static long pageKibibytes(List<String> words, String line) throws Malformed {
    return words.stream()
        .filter(word -> word.startsWith(PAGE_SIZE))
        .findFirst()
        .map(word -> Numbers.nonNegative(word.substring(PAGE_SIZE.length())))
        .orElseThrow(() -> new Malformed("pages with " + PAGE_SIZE, line));
  }

  private static Bytes product(long pages, long kibibytes, String line) throws Malformed {
    try {
      return Bytes.ofKibibytes(Math.multiplyExact(pages, kibibytes));
    } catch (ArithmeticException e) {
      throw new Malformed("an amount that fits 63 bits", line);
    }
  }

  private static Bytes sum(Bytes one, Bytes other, String line) throws Malformed {
    try {
      return one.plus(other);
    } catch (ArithmeticException e) {
      throw new Malformed("amounts whose sum fits 63 bits", line);
    }
  }

  /** A node that is not listed holds nothing of this process. */
  public Bytes on(int node) {
    return bytes.getOrDefault(node, Bytes.ZERO);
  }

  public Bytes total() {
    return bytes.values().stream().reduce(Bytes.ZERO, Bytes::plus);
  }
}
