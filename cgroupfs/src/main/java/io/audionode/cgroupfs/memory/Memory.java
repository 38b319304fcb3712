package io.audionode.cgroupfs.memory;

import static io.audionode.cgroupfs.knob.Grammars.bytes;
import static io.audionode.cgroupfs.knob.Grammars.flag;
import static io.audionode.cgroupfs.knob.Grammars.limit;
import static io.audionode.cgroupfs.knob.Grammars.record;
import static io.audionode.cgroupfs.knob.KernelVersion.since;

import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.Limit;
import io.audionode.cgroupfs.knob.Grammars;
import io.audionode.cgroupfs.knob.Knob;
import io.audionode.cgroupfs.knob.Mode;
import io.audionode.cgroupfs.psi.Pressure;
import java.util.List;

/**
 * The memory controller's files.
 *
 * <p>A protection ({@code min}, {@code low}) counts only as far as every ancestor has at least as
 * much. Writing {@code max}, {@code high} and {@code reclaim} reclaims inside write(2).
 */
public final class Memory {
  public static final Knob<Limit> MIN = limit("memory.min", since(4, 18));
  public static final Knob<Limit> LOW = limit("memory.low", since(4, 2));
  public static final Knob<Limit> HIGH = limit("memory.high", since(4, 2)).blocking();
  public static final Knob<Limit> MAX = limit("memory.max", since(4, 2)).blocking();
  public static final Knob<Limit> SWAP_MAX = limit("memory.swap.max", since(4, 5));
  public static final Knob<Limit> SWAP_HIGH = limit("memory.swap.high", since(5, 8));
  public static final Knob<Limit> ZSWAP_MAX = limit("memory.zswap.max", since(5, 19));
  public static final Knob<Boolean> OOM_GROUP = flag("memory.oom.group", since(4, 19));
  public static final Knob<Bytes> CURRENT = bytes("memory.current", since(4, 2)).readOnly();
  public static final Knob<Bytes> SWAP_CURRENT =
      bytes("memory.swap.current", since(4, 5)).readOnly();

  /** Since 6.12 any write resets it, for the descriptor that wrote; here it is read only. */
  public static final Knob<Bytes> PEAK = bytes("memory.peak", since(5, 19)).readOnly();

  public static final Knob<MemoryStat> STAT = record("memory.stat", since(4, 5), MemoryStat::parse);
  public static final Knob<MemoryEvents> EVENTS =
      record("memory.events", since(4, 2), MemoryEvents::parse);
  public static final Knob<MemoryEvents> EVENTS_LOCAL =
      record("memory.events.local", since(5, 2), MemoryEvents::parse);
  public static final Knob<MemoryNumaStat> NUMA_STAT =
      record("memory.numa_stat", since(5, 10), MemoryNumaStat::parse);
  public static final Knob<Pressure> PRESSURE =
      record("memory.pressure", since(4, 20), Pressure::parse);

  /** Write an amount to reclaim; EAGAIN when the kernel found less. */
  public static final Knob<Bytes> RECLAIM =
      new Knob<>("memory.reclaim", Grammars.BYTES, since(5, 19), Mode.WRITE_ONLY_BLOCKING, "bytes");

  /** The whole table. */
  public static final List<Knob<?>> KNOBS =
      List.of(
          MIN,
          LOW,
          HIGH,
          MAX,
          SWAP_MAX,
          SWAP_HIGH,
          ZSWAP_MAX,
          OOM_GROUP,
          CURRENT,
          SWAP_CURRENT,
          PEAK,
          STAT,
          EVENTS,
          EVENTS_LOCAL,
          NUMA_STAT,
          PRESSURE,
          RECLAIM);

  private Memory() {}
}
