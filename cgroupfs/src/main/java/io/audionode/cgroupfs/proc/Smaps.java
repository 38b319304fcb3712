package io.audionode.cgroupfs.proc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.sys.KernelException.Malformed;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * {@code /proc/PID/smaps}: a process's mappings, added up by what they are. Reading it walks the
 * page tables.
 *
 * <p>The kernel rounds the amounts of each mapping down to KiB, so the sum of {@code Pss} may be up
 * to 1 KiB a mapping below that of {@link SmapsRollup}. Pages of hugetlbfs are in none of the
 * amounts.
 *
 * @param mappings how many there are; none when the process is ending and has given its memory back
 * @param parts what there is of each, every part included
 */
public record Smaps(int mappings, Map<Part, Amounts> parts) {
  /** What a mapping is, by the name that the kernel gives it. */
  public enum Part {
    /** {@code [heap]}: what brk(2) gave. */
    HEAP,
    /**
     * Anonymous memory outside the heap: large and threaded malloc(3), a JVM's heap, thread stacks,
     * which the kernel does not tell apart since 4.5.
     */
    ANONYMOUS,
    /** {@code [stack]}: the first thread's. */
    STACK,
    /**
     * Shared memory: memfd, System V, shared anonymous, {@code /dev/shm}. A file of another tmpfs
     * looks like any other file.
     */
    SHARED,
    /** Files; their private pages that were written to are anonymous memory as well. */
    FILE,
    /** {@code [vdso]}, devices and the like. */
    OTHER;

    static Part of(String name) {
      if (name.startsWith("/")) {
        return isShared(name) ? SHARED : FILE;
      }
      if (name.isEmpty() || name.startsWith("[anon:")) {
        return ANONYMOUS;
      }
      if (name.startsWith("[stack")) {
        return STACK;
      }
      return name.equals("[heap]") ? HEAP : name.startsWith("[anon_shmem:") ? SHARED : OTHER;
    }

    private static boolean isShared(String path) {
      return path.startsWith("/memfd:")
          || path.startsWith("/SYSV")
          || path.startsWith("/dev/zero")
          || path.startsWith("/dev/shm/");
    }
  }

  /**
   * The amounts of one part.
   *
   * @param rss resident
   * @param pss resident, each page divided by the number of processes that share it
   * @param anonymous the resident pages that belong to no file
   * @param swap in swap
   * @param swapPss in swap, divided likewise; without shared memory
   */
  public record Amounts(Bytes rss, Bytes pss, Bytes anonymous, Bytes swap, Bytes swapPss) {
    public static final Amounts NONE =
        new Amounts(Bytes.ZERO, Bytes.ZERO, Bytes.ZERO, Bytes.ZERO, Bytes.ZERO);

    public Amounts {
      requireNonNull(rss, "rss is null");
      requireNonNull(pss, "pss is null");
      requireNonNull(anonymous, "anonymous is null");
      requireNonNull(swap, "swap is null");
      requireNonNull(swapPss, "swapPss is null");
    }

    /** Both together. */
    public Amounts plus(Amounts other) {
      return new Amounts(
          rss.plus(other.rss),
          pss.plus(other.pss),
          anonymous.plus(other.anonymous),
          swap.plus(other.swap),
          swapPss.plus(other.swapPss));
    }

    /** Wherever it lies: going to swap does not make it less. */
    public Bytes held() {
      return rss.plus(swap);
    }
  }

  public Smaps {
    var all = new EnumMap<Part, Amounts>(Part.class);
    for (var part : Part.values()) {
      all.put(part, parts.getOrDefault(part, Amounts.NONE));
    }
    parts = Collections.unmodifiableMap(all);
  }

  /** The whole text at once; {@link ProcFs#smaps} never has it. */
  public static Smaps parse(String text) throws Malformed {
    var parser = new SmapsParser();
    var bytes = text.getBytes(UTF_8);
    parser.take(bytes, bytes.length);
    return parser.end();
  }

  public Amounts part(Part part) {
    return requireNonNull(parts.get(part));
  }

  /** Everything. */
  public Amounts total() {
    return parts.values().stream().reduce(Amounts.NONE, Amounts::plus);
  }
}
