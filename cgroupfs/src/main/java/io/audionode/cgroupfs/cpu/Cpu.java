package io.audionode.cgroupfs.cpu;

import static io.audionode.cgroupfs.knob.Grammars.number;
import static io.audionode.cgroupfs.knob.Grammars.record;
import static io.audionode.cgroupfs.knob.KernelVersion.since;

import io.audionode.cgroupfs.knob.Grammar;
import io.audionode.cgroupfs.knob.KernelVersion;
import io.audionode.cgroupfs.knob.Knob;
import io.audionode.cgroupfs.knob.Mode;
import io.audionode.cgroupfs.psi.Pressure;
import java.util.List;

/** The cpu controller's files. {@code cpu.stat} and {@code cpu.pressure} exist without it. */
public final class Cpu {
  /**
   * 1 to 10,000, by default 100. Weights count among siblings, for tasks that are not real-time.
   */
  public static final Knob<Long> WEIGHT = number("cpu.weight", since(4, 15), "weight");

  public static final Knob<CpuMax> MAX =
      new Knob<>(
          "cpu.max",
          Grammar.of(CpuMax::parse, CpuMax::text),
          since(4, 15),
          Mode.READ_WRITE,
          "microseconds");
  public static final Knob<CpuStat> STAT = record("cpu.stat", since(4, 15), CpuStat::parse);
  public static final Knob<Utilization> UCLAMP_MIN = utilization("cpu.uclamp.min", since(5, 4));
  public static final Knob<Utilization> UCLAMP_MAX = utilization("cpu.uclamp.max", since(5, 4));
  public static final Knob<Pressure> PRESSURE =
      record("cpu.pressure", since(4, 20), Pressure::parse);

  /** The whole table. */
  public static final List<Knob<?>> KNOBS =
      List.of(WEIGHT, MAX, STAT, UCLAMP_MIN, UCLAMP_MAX, PRESSURE);

  private Cpu() {}

  private static Knob<Utilization> utilization(String file, KernelVersion since) {
    var grammar = Grammar.of(Utilization::parse, Utilization::text);
    return new Knob<>(file, grammar, since, Mode.READ_WRITE, "percent");
  }
}
