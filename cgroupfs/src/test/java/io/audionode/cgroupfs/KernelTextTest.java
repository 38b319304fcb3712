package io.audionode.cgroupfs;

import static io.audionode.cgroupfs.Fixtures.kernel;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.format.Limit;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.proc.MemInfo;
import io.audionode.cgroupfs.proc.NumaMaps;
import io.audionode.cgroupfs.proc.ProcCgroup;
import io.audionode.cgroupfs.proc.ProcStat;
import io.audionode.cgroupfs.proc.ProcStatus;
import io.audionode.cgroupfs.proc.Smaps;
import io.audionode.cgroupfs.proc.SmapsRollup;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.cgroupfs.tree.CgroupSetup;
import io.audionode.cgroupfs.tree.CgroupType;
import io.audionode.cgroupfs.tree.Knobs;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What the capture script set up is what the parsers find, in the words of every kernel. */
class KernelTextTest {
  static final List<String> KERNELS = Fixtures.KERNELS;

  private static final CgroupPath FIXTURE = new CgroupPath("fixture");

  @ParameterizedTest
  @FieldSource("KERNELS")
  void everyReadableKnobParses(String version) {
    for (var knob : Knobs.all()) {
      if (knob.isReadable() && Fixtures.exists("kernels/" + version + "/cgroup/" + knob.file())) {
        assertThat(knob.parse(kernel(version, "cgroup/" + knob.file())))
            .as(knob.file())
            .isNotNull();
      }
    }
  }

  @ParameterizedTest
  @FieldSource("KERNELS")
  void limitIsWhatWasWritten(String version) {
    assertThat(Memory.MAX.parse(kernel(version, "cgroup/memory.max")))
        .isEqualTo(Limit.of(Bytes.ofMebibytes(300)));
  }

  @ParameterizedTest
  @FieldSource("KERNELS")
  void memoryOnNodesIsMemoryInStat(String version) {
    var stat = Memory.STAT.parse(kernel(version, "cgroup/memory.stat"));
    var numa = Memory.NUMA_STAT.parse(kernel(version, "cgroup/memory.numa_stat"));

    var onNodes = numa.total(0).plus(numa.total(1));
    assertThat(numa.nodes()).containsExactly(0, 1);
    assertThat((double) onNodes.value() / stat.anon().plus(stat.file()).value())
        .isBetween(0.95, 1.05);
    assertThat(numa.share(0).orElseThrow() + numa.share(1).orElseThrow()).isBetween(0.999, 1.001);
  }

  @ParameterizedTest
  @FieldSource("KERNELS")
  void stallsOfAThrottledCgroupAreInItsPressure(String version) {
    var pressure = Knobs.byFile("cpu.pressure").orElseThrow();

    assertThat(pressure.parse(kernel(version, "cgroup/cpu.pressure")).toString())
        .contains("some=Optional[Line")
        .doesNotContain("totalUsec=0]], full");
  }

  @ParameterizedTest
  @FieldSource("KERNELS")
  void processIsFoundBehindItsMisleadingName(String version) {
    var stat = ProcStat.parse(kernel(version, "proc/stat"));
    var status = ProcStatus.parse(kernel(version, "proc/status"));

    assertThat(stat.comm()).isEqualTo("a) R (b");
    assertThat(status.name()).isEqualTo("a) R (b");
    assertThat(status.tgid()).isEqualTo(stat.pid());
    assertThat(status.ppid()).isEqualTo(stat.ppid());
    assertThat(stat.startTicks()).isPositive();
    assertThat((double) stat.rssPages() * 4096 / status.vmRss().orElseThrow().value())
        .isBetween(0.95, 1.05);
    assertThat(stat.scheduling().isRealtime()).isFalse();
    assertThat(status.canSysResource()).isTrue();
  }

  @ParameterizedTest
  @FieldSource("KERNELS")
  void pagesOnNodesAreTheResidentMemory(String version) {
    var numa = NumaMaps.parse(kernel(version, "proc/numa_maps"));
    var rollup = SmapsRollup.parse(kernel(version, "proc/smaps_rollup"));

    assertThat((double) numa.total().value() / rollup.rss().value()).isBetween(0.95, 1.05);
    assertThat(numa.on(7)).isEqualTo(Bytes.ZERO);
  }

  /** The kernel rounds the amounts of each mapping down, and those of all of them once. */
  @ParameterizedTest
  @FieldSource("KERNELS")
  void mappingsAddUpToTheRollup(String version) {
    var text = kernel(version, "proc/smaps");
    var smaps = Smaps.parse(text);
    var rollup = SmapsRollup.parse(kernel(version, "proc/smaps_rollup"));

    var total = smaps.total();
    assertThat(smaps.mappings())
        .isEqualTo((int) text.lines().filter(l -> l.contains("VmFlags")).count());
    assertThat(total.rss()).isEqualTo(rollup.rss());
    assertThat(total.anonymous()).isEqualTo(rollup.anonymous());
    assertThat(total.swap()).isEqualTo(rollup.swap());
    assertThat(rollup.pss().minusOrZero(total.pss()))
        .isBetween(Bytes.ZERO, Bytes.ofKibibytes(smaps.mappings()));
    assertThat(rollup.pss()).isGreaterThanOrEqualTo(total.pss());
  }

  /** bash has what it read in mappings of its own, and some in the heap. */
  @ParameterizedTest
  @FieldSource("KERNELS")
  void mappingsAreToldApartByTheirNames(String version) {
    var smaps = Smaps.parse(kernel(version, "proc/smaps"));

    assertThat(smaps.part(Smaps.Part.HEAP).rss())
        .isBetween(Bytes.ofKibibytes(64), Bytes.ofMebibytes(4));
    assertThat(smaps.part(Smaps.Part.ANONYMOUS).rss()).isGreaterThan(Bytes.ofMebibytes(16));
    assertThat(smaps.part(Smaps.Part.STACK).rss())
        .isBetween(Bytes.ofKibibytes(4), Bytes.ofKibibytes(200));
    assertThat(smaps.part(Smaps.Part.FILE).rss())
        .isBetween(Bytes.ofMebibytes(1), Bytes.ofMebibytes(8));
    assertThat(smaps.part(Smaps.Part.SHARED)).isEqualTo(Smaps.Amounts.NONE);
  }

  @ParameterizedTest
  @FieldSource("KERNELS")
  void cgroupOfAProcessIsFoundEvenWhenItIsDeleted(String version) {
    assertThat(ProcCgroup.parse(kernel(version, "proc/cgroup")))
        .isEqualTo(new ProcCgroup(FIXTURE, false));
    assertThat(ProcCgroup.parse(kernel(version, "proc/zombie.cgroup")))
        .isEqualTo(new ProcCgroup(new CgroupPath("removed"), true));
  }

  @ParameterizedTest
  @FieldSource("KERNELS")
  void typesOfAThreadedSubtreeHaveTheirNames(String version) {
    assertThat(
            Map.of(
                "root", CgroupType.parse(kernel(version, "thread/cgroup.type")),
                "child", CgroupType.parse(kernel(version, "thread/child.cgroup.type")),
                "second", CgroupType.parse(kernel(version, "thread/second.cgroup.type"))))
        .isEqualTo(
            Map.of(
                "root", CgroupType.DOMAIN_THREADED,
                "child", CgroupType.THREADED,
                "second", CgroupType.DOMAIN_INVALID));
  }

  @ParameterizedTest
  @FieldSource("KERNELS")
  void mountIsFound(String version) {
    assertThat(CgroupSetup.parse(kernel(version, "proc/mountinfo")))
        .isInstanceOfSatisfying(
            CgroupSetup.Unified.class,
            unified -> {
              assertThat(unified.mountPoint()).isEqualTo(Path.of("/sys/fs/cgroup"));
              assertThat(unified.options()).contains("memory_recursiveprot");
            });
  }

  @ParameterizedTest
  @FieldSource("KERNELS")
  void machineIsTheLabs(String version) {
    var memory = MemInfo.parse(kernel(version, "proc/meminfo"));

    assertThat(memory.memTotal()).isBetween(Bytes.ofMebibytes(3_500), Bytes.ofMebibytes(4_096));
    assertThat(memory.hasSwap()).isTrue();
    assertThat(CpuList.parse(kernel(version, "online"))).isEqualTo(CpuList.of(0, 1));
    assertThat(CpuList.parse(kernel(version, "node1/cpulist"))).isEqualTo(CpuList.of(2, 3));
  }
}
