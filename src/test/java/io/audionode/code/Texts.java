package io.audionode.code;

import io.audionode.cgroupfs.memory.MemoryNumaStat;
import io.audionode.cgroupfs.memory.MemoryStat;
import io.audionode.cgroupfs.proc.ProcStat;
import io.audionode.cgroupfs.psi.Pressure;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The kernel's texts that are read most, as a 6.1 with two NUMA nodes writes them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Texts {
  private static final int KINDS = 45;

  private final String stat =
      "anon 201326592\nfile 9437184\nshmem 0\nsock 0\npgfault 61234\npgmajfault 3\nworkingset_refault_anon 0\n"
          + "workingset_refault_file 12\npgscan 0\npgsteal 0\nkernel 1662976\n"
          + kinds(" 123456789");
  private final String numa =
      "anon N0=201326592 N1=0\nfile N0=9437184 N1=0\n" + kinds(" N0=123456789 N1=4096");
  private final String process =
      "4731 (mixer (rt)) S 4711 4731 4731 0 -1 4194304 61234 0 3 0 123 45 0 0 -41 0 12 0 123456 "
          + "1234567890 52000 18446744073709551615"
          + " 0".repeat(27)
          + "\n";
  private final String pressure =
      """
      some avg10=8.21 avg60=1.40 avg300=0.30 total=912345
      full avg10=3.02 avg60=0.60 avg300=0.10 total=412345
      """;

  private static String kinds(String values) {
    return IntStream.range(0, KINDS)
        .mapToObj(i -> "some_kind_" + i + values + "\n")
        .collect(Collectors.joining());
  }

  @Benchmark
  public MemoryStat memoryStat() {
    return MemoryStat.parse(stat);
  }

  @Benchmark
  public MemoryNumaStat memoryNumaStat() {
    return MemoryNumaStat.parse(numa);
  }

  @Benchmark
  public ProcStat processStat() {
    return ProcStat.parse(process);
  }

  @Benchmark
  public Pressure memoryPressure() {
    return Pressure.parse(pressure);
  }
}
