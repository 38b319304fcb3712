package io.audionode.cgroupfs.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.audionode.cgroupfs.cpu.Cpu;
import io.audionode.cgroupfs.cpu.CpuMax;
import io.audionode.cgroupfs.cpu.Utilization;
import io.audionode.cgroupfs.cpuset.Cpuset;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.format.Limit;
import io.audionode.cgroupfs.knob.KernelVersion;
import io.audionode.cgroupfs.knob.Knob;
import io.audionode.cgroupfs.knob.Mode;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.pids.Pids;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.sys.KernelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The tables against the kernel: every file is there from its version on and takes its values. */
class KnobsKernelTest {
  /** Needs CONFIG_UCLAMP_TASK_GROUP, which not every distribution sets. */
  private static final Set<Knob<?>> OPTIONAL = Set.of(Cpu.UCLAMP_MIN, Cpu.UCLAMP_MAX);

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  /** A knob and a value that is not its default. */
  private record Sample<T>(Knob<T> knob, T value) {
    /** Empty when the kernel kept the value, else what happened. */
    Optional<String> problem(Cgroup cgroup) {
      cgroup.write(knob, value);
      var read = cgroup.read(knob);
      var canonical = knob.canonical(cgroup.readText(knob.file()));
      return read.equals(value) && canonical.equals(knob.text(value))
          ? Optional.empty()
          : Optional.of(knob + ": wrote " + value + ", read " + read + " (" + canonical + ")");
    }
  }

  private static final List<Sample<?>> SAMPLES =
      List.of(
          new Sample<>(Memory.MIN, Limit.of(Bytes.ofMebibytes(1))),
          new Sample<>(Memory.MIN, Limit.MAX),
          new Sample<>(Memory.LOW, Limit.of(Bytes.ofMebibytes(2))),
          new Sample<>(Memory.HIGH, Limit.of(Bytes.ofMebibytes(300))),
          new Sample<>(Memory.MAX, Limit.of(Bytes.ofMebibytes(400))),
          new Sample<>(Memory.MAX, Limit.MAX),
          new Sample<>(Memory.SWAP_MAX, Limit.of(0)),
          new Sample<>(Memory.SWAP_HIGH, Limit.of(Bytes.ofMebibytes(3))),
          new Sample<>(Memory.ZSWAP_MAX, Limit.of(0)),
          new Sample<>(Memory.OOM_GROUP, true),
          new Sample<>(Cpuset.CPUS, CpuList.parse("0-1,3")),
          new Sample<>(Cpuset.MEMS, CpuList.of(1)),
          new Sample<>(Cpuset.CPUS, CpuList.EMPTY),
          new Sample<>(Cpuset.CPUS_EXCLUSIVE, CpuList.of(3)),
          new Sample<>(Cpuset.CPUS_EXCLUSIVE, CpuList.EMPTY),
          new Sample<>(Cpuset.PARTITION, "member"),
          new Sample<>(Cpu.WEIGHT, 10_000L),
          new Sample<>(
              Cpu.MAX, new CpuMax(Optional.of(Duration.ofMillis(40)), Duration.ofMillis(50))),
          new Sample<>(Cpu.MAX, CpuMax.unlimited()),
          new Sample<>(Cpu.UCLAMP_MIN, new Utilization(12_34)),
          new Sample<>(Cpu.UCLAMP_MAX, new Utilization(56_70)),
          new Sample<>(Cpu.UCLAMP_MAX, Utilization.MAX),
          new Sample<>(Pids.MAX, Limit.of(77)),
          new Sample<>(Pids.MAX, Limit.MAX),
          new Sample<>(Core.MAX_DESCENDANTS, Limit.of(7)),
          new Sample<>(Core.MAX_DEPTH, Limit.of(3)),
          new Sample<>(Core.FREEZE, true),
          new Sample<>(Core.FREEZE, false));

  private final TestCgroups test = new TestCgroups();
  private final KernelVersion kernel = KernelVersion.parse(new ProcFs(test.sys()).osRelease());

  @BeforeEach
  void handOutControllers() {
    test.root().enable(TestCgroups.CONTROLLERS);
  }

  @AfterEach
  void removeCgroups() {
    test.close();
  }

  @Test
  void everyKnobIsThereFromItsVersionOn() {
    try (var cgroup = test.root().create("all")) {
      for (var knob : Knobs.all()) {
        var isThere = isThere(cgroup, knob);
        if (OPTIONAL.contains(knob)) {
          assertThat(isThere(cgroup, Cpu.UCLAMP_MIN)).isEqualTo(isThere(cgroup, Cpu.UCLAMP_MAX));
        } else {
          assertThat(isThere)
              .as("%s in %s", knob, kernel)
              .isEqualTo(kernel.compareTo(knob.since()) >= 0);
        }
      }
    }
  }

  private static boolean isThere(Cgroup cgroup, Knob<?> knob) {
    if (knob.isReadable()) {
      return cgroup.readIfPresent(knob).isPresent();
    }
    try {
      cgroup.writeText(knob.file(), "0");
      return true;
    } catch (KernelException.Unsupported _) {
      return false;
    }
  }

  @Test
  void everyWritableKnobKeepsItsValue() {
    var problems = new ArrayList<String>();
    try (var cgroup = test.root().create("values")) {
      for (var sample : SAMPLES) {
        if (isThere(cgroup, sample.knob)) {
          sample.problem(cgroup).ifPresent(problems::add);
        }
      }
    }
    assertThat(problems).isEmpty();
  }

  @Test
  void everyWritableKnobHasASample() {
    var writable =
        Knobs.all().stream()
            .filter(knob -> knob.mode() != Mode.WRITE_ONLY_BLOCKING)
            .filter(Knob::isWritable);

    assertThat(SAMPLES.stream().map(Sample::knob).map(Knob::file).collect(Collectors.toSet()))
        .isEqualTo(writable.map(Knob::file).collect(Collectors.toSet()));
  }

  @Test
  void kernelRoundsMemoryLimitsAsTheGrammarDoes() {
    try (var cgroup = test.root().create("rounding")) {
      for (var text :
          List.of("4097", "4095", "1", "9223372036854771712", "9223372036854767616", "max")) {
        cgroup.writeText("memory.min", text);
        assertThat(cgroup.readText("memory.min").strip()).isEqualTo(Memory.MIN.canonical(text));
      }
    }
  }

  @Test
  void reclaimOfAnEmptyCgroupSaysThatThereIsNothing() {
    try (var cgroup = test.root().create("reclaim")) {
      if (kernel.compareTo(Memory.RECLAIM.since()) < 0) {
        assertThatThrownBy(() -> cgroup.write(Memory.RECLAIM, Bytes.ofMebibytes(1)))
            .isInstanceOf(KernelException.Unsupported.class);
      } else {
        assertThatThrownBy(() -> cgroup.write(Memory.RECLAIM, Bytes.ofMebibytes(1)))
            .isInstanceOf(KernelException.Refused.class)
            .hasMessageContaining("EAGAIN")
            .hasMessageContaining("could not reclaim that much");
      }
    }
  }

  @Test
  void statsOfAProcessAreWhereItIs() {
    try (var cgroup = test.root().create("stats")) {
      cgroup.attachProcess(test.startHog(16));
      var least = Bytes.ofMebibytes(4);
      await().atMost(PATIENCE).until(() -> cgroup.read(Memory.CURRENT).compareTo(least) > 0);

      await().atMost(PATIENCE).until(() -> cgroup.read(Memory.STAT).anon().compareTo(least) > 0);
      var numa = cgroup.read(Memory.NUMA_STAT);
      assertThat(numa.nodes()).containsExactly(0, 1);
      assertThat(numa.total(0).plus(numa.total(1))).isGreaterThan(least);
      assertThat(cgroup.read(Cpu.STAT).usageUsec()).isPositive();
      assertThat(cgroup.read(Pids.CURRENT)).isPositive();
      assertThat(cgroup.read(Memory.EVENTS).oomKill()).isZero();
    }
  }

  @Test
  void effectiveCpusAndMemsFollowWhatWasWritten() {
    try (var cgroup = test.root().create("cpus")) {
      assertThat(cgroup.read(Cpuset.CPUS)).isEqualTo(CpuList.EMPTY);
      assertThat(cgroup.read(Cpuset.CPUS_EFFECTIVE)).isEqualTo(CpuList.parse("0-3"));
      cgroup.write(Cpuset.CPUS, CpuList.of(2, 3));
      cgroup.write(Cpuset.MEMS, CpuList.of(1));

      assertThat(cgroup.read(Cpuset.CPUS_EFFECTIVE)).isEqualTo(CpuList.of(2, 3));
      assertThat(cgroup.read(Cpuset.MEMS_EFFECTIVE)).isEqualTo(CpuList.of(1));
    }
  }

  /** All knobs that are written have an expected errno for nonsense. */
  @Test
  void nonsenseIsRefusedWithItsValueInTheMessage() {
    try (var cgroup = test.root().create("nonsense")) {
      Stream.of("memory.max", "cpuset.cpus", "cpu.weight", "pids.max", "cgroup.freeze")
          .forEach(
              file ->
                  assertThatThrownBy(() -> cgroup.writeText(file, "nonsense"))
                      .isInstanceOf(KernelException.Refused.class)
                      .hasMessageStartingWith(
                          "write %s=\"nonsense\" in %s: EINVAL".formatted(file, cgroup)));
    }
  }
}
