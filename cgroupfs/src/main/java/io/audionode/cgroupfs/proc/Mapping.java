package io.audionode.cgroupfs.proc;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.Lines;
import io.audionode.cgroupfs.format.Words;
import io.audionode.cgroupfs.sys.KernelException.Malformed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One mapping of a process with pages in memory: {@code /proc/PID/maps} says from where to where,
 * {@code /proc/PID/numa_maps} on which nodes. Those that the kernel makes by itself, as {@code
 * [vdso]}, are left out: their pages are everybody's.
 *
 * @param start its first address
 * @param end the address behind its last one
 */
public record Mapping(long start, long end, NumaMaps pages) {
  private static final Pattern RANGE = Pattern.compile("([0-9a-f]{1,16})-([0-9a-f]{1,16})");
  private static final Pattern OF_KERNEL = Pattern.compile("\\[(vdso|vvar\\w*|vsyscall|uprobes)]");
  private static final int HEX = 16;
  private static final int NAME = 5;

  public Mapping {
    requireNonNull(pages, "pages is null");
    if (Long.compareUnsigned(start, end) >= 0) {
      throw new IllegalArgumentException("no mapping: %x-%x".formatted(start, end));
    }
  }

  /**
   * Those with pages, ascending. The files are read one after the other, so a mapping that changed
   * in between may be missing.
   */
  static List<Mapping> parse(String maps, String numaMaps) throws Malformed {
    var pages = new HashMap<Long, NumaMaps>();
    for (var line : Lines.of(numaMaps)) {
      var words = Words.parse(line);
      if (!words.isEmpty()) {
        pages.put(address(words.getFirst(), line), NumaMaps.parse(line + "\n"));
      }
    }
    var mappings = new ArrayList<Mapping>();
    for (var line : Lines.of(maps)) {
      var words = Words.parse(line);
      var range = RANGE.matcher(words.isEmpty() ? "" : words.getFirst());
      if (!range.matches()) {
        throw new Malformed("a range of addresses", line);
      }
      var start = address(range.group(1), line);
      var there = pages.get(start);
      if (there != null && !there.bytes().isEmpty() && !isOfKernel(words)) {
        mappings.add(new Mapping(start, end(range.group(2), start, line), there));
      }
    }
    return mappings;
  }

  private static long end(String hex, long start, String line) throws Malformed {
    var end = address(hex, line);
    if (Long.compareUnsigned(start, end) >= 0) {
      throw new Malformed("a range that ascends", line);
    }
    return end;
  }

  private static boolean isOfKernel(List<String> words) {
    return words.size() > NAME && OF_KERNEL.matcher(words.get(NAME)).matches();
  }

  private static long address(String hex, String line) throws Malformed {
    try {
      return Long.parseUnsignedLong(hex, HEX);
    } catch (NumberFormatException e) {
      throw new Malformed("an address", line);
    }
  }

  /** What of it lies on other nodes than this one. */
  public Bytes away(int node) {
    return new Bytes(pages.total().value() - pages.on(node).value());
  }
}
