package io.audionode.cgroupfs.knob;

import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.format.Limit;
import io.audionode.cgroupfs.format.Numbers;
import io.audionode.cgroupfs.format.Single;
import io.audionode.cgroupfs.format.Words;
import io.audionode.cgroupfs.sys.KernelException.Malformed;
import io.audionode.cgroupfs.sys.PageSize;
import java.util.List;
import java.util.function.Function;

/** The grammars that the tables of control files share, and a factory of a knob for each. */
public final class Grammars {
  /** A memory limit: rounded down to pages, {@code max} from the greatest number of pages on. */
  public static final Grammar<Limit> MEMORY_LIMIT = memoryLimit(PageSize.BYTES);

  /** A limit that counts things. */
  public static final Grammar<Limit> COUNT_LIMIT = Grammar.of(Limit::parse, Limit::text);

  public static final Grammar<Bytes> BYTES = Grammar.of(Bytes::parse, Bytes::text);
  public static final Grammar<Long> NUMBER = Grammar.of(Numbers::signed, n -> Long.toString(n));
  public static final Grammar<Boolean> FLAG = Grammar.of(Grammars::flag, on -> on ? "1" : "0");
  public static final Grammar<CpuList> CPU_LIST = Grammar.of(CpuList::parse, CpuList::text);
  public static final Grammar<String> LINE = Grammar.of(Single::parse, Function.identity());
  public static final Grammar<List<String>> WORDS =
      Grammar.of(Words::parse, words -> String.join(" ", words));

  private Grammars() {}

  /** The grammar of a memory limit on a machine with this page size, in bytes. */
  public static Grammar<Limit> memoryLimit(long pageSize) {
    return Grammar.of(
        text -> inPages(Limit.parse(text), pageSize), limit -> inPages(limit, pageSize).text());
  }

  /** PAGE_COUNTER_MAX is LONG_MAX / PAGE_SIZE, and the kernel prints it as max. */
  private static Limit inPages(Limit limit, long pageSize) {
    return switch (limit) {
      case Limit.Max max -> max;
      case Limit.Of(long value) ->
          value / pageSize == Long.MAX_VALUE / pageSize
              ? Limit.MAX
              : Limit.of(new Bytes(value).roundDownTo(pageSize));
    };
  }

  private static boolean flag(String text) throws Malformed {
    return switch (text.strip()) {
      case "0" -> false;
      case "1" -> true;
      default -> throw new Malformed("0 or 1", text);
    };
  }

  public static Knob<Limit> limit(String file, KernelVersion since) {
    return new Knob<>(file, MEMORY_LIMIT, since, Mode.READ_WRITE, "bytes");
  }

  public static Knob<Limit> countLimit(String file, KernelVersion since, String unit) {
    return new Knob<>(file, COUNT_LIMIT, since, Mode.READ_WRITE, unit);
  }

  public static Knob<Bytes> bytes(String file, KernelVersion since) {
    return new Knob<>(file, BYTES, since, Mode.READ_WRITE, "bytes");
  }

  public static Knob<Long> number(String file, KernelVersion since, String unit) {
    return new Knob<>(file, NUMBER, since, Mode.READ_WRITE, unit);
  }

  public static Knob<Boolean> flag(String file, KernelVersion since) {
    return new Knob<>(file, FLAG, since, Mode.READ_WRITE, "");
  }

  public static Knob<CpuList> cpuList(String file, KernelVersion since) {
    return new Knob<>(file, CPU_LIST, since, Mode.READ_WRITE, "");
  }

  public static Knob<String> line(String file, KernelVersion since) {
    return new Knob<>(file, LINE, since, Mode.READ_WRITE, "");
  }

  public static Knob<List<String>> words(String file, KernelVersion since) {
    return new Knob<>(file, WORDS, since, Mode.READ_WRITE, "");
  }

  /** A file of several values, built by a record's parser. */
  public static <T> Knob<T> record(String file, KernelVersion since, Function<String, T> parser) {
    return new Knob<>(file, Grammar.readOnly(parser), since, Mode.READ_ONLY, "");
  }
}
