package io.audionode.cgroupfs.format;

import io.audionode.cgroupfs.sys.KernelException.Malformed;
import java.util.BitSet;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/**
 * An immutable ordered set of cpu or memory node numbers, 0 to {@value #HIGHEST}. Grammar: {@code
 * 0-3,5}, and on reading also {@code 0-10:2/4}, the first 2 of every 4 (lib/bitmap-str.c,
 * bitmap_parselist).
 */
public final class CpuList {
  /** Far above any kernel's NR_CPUS, and small enough that no text makes this class large. */
  public static final int HIGHEST = 65_535;

  /** The kernel prints at most one range for each number; more would only cost time. */
  private static final int MOST_RANGES = HIGHEST + 1;

  public static final CpuList EMPTY = new CpuList(new BitSet());

  private final BitSet members;

  private CpuList(BitSet members) {
    this.members = members;
  }

  public static CpuList of(int... numbers) {
    var members = new BitSet();
    for (var number : numbers) {
      if (number < 0 || number > HIGHEST) {
        throw new IllegalArgumentException("not within 0.." + HIGHEST + ": " + number);
      }
      members.set(number);
    }
    return new CpuList(members);
  }

  /** Blank text is the empty list, which in cpuset files means "inherit". */
  public static CpuList parse(String text) throws Malformed {
    var members = new BitSet();
    var list = text.strip();
    if (!list.isEmpty()) {
      var ranges = 0;
      for (var range : list.split(",", -1)) {
        ranges += addRange(range, members);
        if (ranges > MOST_RANGES) {
          throw new Malformed("at most " + MOST_RANGES + " ranges", text);
        }
      }
    }
    return new CpuList(members);
  }

  /** Returns how many ranges it stands for: one, or more with a stride. */
  private static int addRange(String text, BitSet members) throws Malformed {
    var stride = text.split(":", 2);
    var ends = stride[0].split("-", 2);
    var first = number(ends[0], text);
    var last = ends.length == 2 ? number(ends[1], text) : first;
    if (last < first) {
      throw new Malformed("a range that ascends", text);
    }
    var used = 1;
    var group = 1;
    if (stride.length == 2) {
      var parts = stride[1].split("/", 2);
      used = number(parts[0], text);
      group = parts.length == 2 ? number(parts[1], text) : 0;
    }
    if (used < 1 || used > group) {
      throw new Malformed("used/group with 1 <= used <= group", text);
    }
    if (used == group) {
      members.set(first, last + 1);
      return 1;
    }
    for (int start = first; start <= last; start += group) {
      members.set(start, Math.min(start + used, last + 1));
    }
    return (last - first) / group + 1;
  }

  private static int number(String text, String range) throws Malformed {
    var isPlain = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!isPlain || text.length() > 9 || Integer.parseInt(text) > HIGHEST) {
      throw new Malformed("a number from 0 to " + HIGHEST, range);
    }
    return Integer.parseInt(text);
  }

  /** Canonical: ascending, ranges joined, as the kernel prints it. Empty for the empty list. */
  public String text() {
    var text = new StringJoiner(",");
    for (int first = members.nextSetBit(0); first >= 0; ) {
      var end = members.nextClearBit(first);
      text.add(end - first == 1 ? Integer.toString(first) : first + "-" + (end - 1));
      first = members.nextSetBit(end);
    }
    return text.toString();
  }

  public boolean contains(int number) {
    return number >= 0 && members.get(number);
  }

  public int size() {
    return members.cardinality();
  }

  public boolean isEmpty() {
    return members.isEmpty();
  }

  public CpuList intersect(CpuList other) {
    return combine(other, BitSet::and);
  }

  public CpuList union(CpuList other) {
    return combine(other, BitSet::or);
  }

  public CpuList minus(CpuList other) {
    return combine(other, BitSet::andNot);
  }

  public boolean isSubsetOf(CpuList other) {
    return minus(other).isEmpty();
  }

  private CpuList combine(CpuList other, BiConsumer<BitSet, BitSet> operation) {
    var result = (BitSet) members.clone();
    operation.accept(result, other.members);
    return new CpuList(result);
  }

  /** Ascending. */
  public IntStream stream() {
    return ((BitSet) members.clone()).stream();
  }

  public List<Integer> toList() {
    return stream().boxed().toList();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CpuList list && members.equals(list.members);
  }

  @Override
  public int hashCode() {
    return members.hashCode();
  }

  /** The same as {@link #text}. */
  @Override
  public String toString() {
    return text();
  }
}
