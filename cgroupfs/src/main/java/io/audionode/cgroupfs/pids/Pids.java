package io.audionode.cgroupfs.pids;

import static io.audionode.cgroupfs.knob.Grammars.countLimit;
import static io.audionode.cgroupfs.knob.Grammars.number;
import static io.audionode.cgroupfs.knob.Grammars.record;
import static io.audionode.cgroupfs.knob.KernelVersion.since;

import io.audionode.cgroupfs.format.FlatKeyed;
import io.audionode.cgroupfs.format.Limit;
import io.audionode.cgroupfs.knob.Knob;
import java.util.List;
import java.util.Map;

/** The pids controller's files. They count threads, and only fork and clone can fail by them. */
public final class Pids {
  public static final Knob<Limit> MAX = countLimit("pids.max", since(4, 5), "threads");
  public static final Knob<Long> CURRENT =
      number("pids.current", since(4, 5), "threads").readOnly();
  public static final Knob<Map<String, Long>> EVENTS =
      record("pids.events", since(4, 5), FlatKeyed::parse);

  /** The whole table. */
  public static final List<Knob<?>> KNOBS = List.of(MAX, CURRENT, EVENTS);

  private Pids() {}
}
