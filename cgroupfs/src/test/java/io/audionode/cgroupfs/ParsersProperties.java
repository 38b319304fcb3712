package io.audionode.cgroupfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.audionode.cgroupfs.cpu.CpuMax;
import io.audionode.cgroupfs.cpu.CpuStat;
import io.audionode.cgroupfs.cpu.Utilization;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.format.FlatKeyed;
import io.audionode.cgroupfs.format.Limit;
import io.audionode.cgroupfs.format.NestedKeyed;
import io.audionode.cgroupfs.format.Numbers;
import io.audionode.cgroupfs.format.Single;
import io.audionode.cgroupfs.format.Words;
import io.audionode.cgroupfs.kmsg.KilledProcess;
import io.audionode.cgroupfs.kmsg.OomChoice;
import io.audionode.cgroupfs.knob.KernelVersion;
import io.audionode.cgroupfs.memory.MemoryEvents;
import io.audionode.cgroupfs.memory.MemoryNumaStat;
import io.audionode.cgroupfs.memory.MemoryStat;
import io.audionode.cgroupfs.proc.MemInfo;
import io.audionode.cgroupfs.proc.NumaMaps;
import io.audionode.cgroupfs.proc.ProcCgroup;
import io.audionode.cgroupfs.proc.ProcStat;
import io.audionode.cgroupfs.proc.ProcStatus;
import io.audionode.cgroupfs.proc.Smaps;
import io.audionode.cgroupfs.proc.SmapsRollup;
import io.audionode.cgroupfs.proc.TaskStat;
import io.audionode.cgroupfs.psi.Pressure;
import io.audionode.cgroupfs.sys.KernelException.Malformed;
import io.audionode.cgroupfs.tree.CgroupEvents;
import io.audionode.cgroupfs.tree.CgroupSetup;
import io.audionode.cgroupfs.tree.CgroupType;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever the text, a parser answers with a value or with Malformed. */
class ParsersProperties {
  private static final Map<String, Function<String, ?>> PARSERS =
      Map.ofEntries(
          Map.entry("bytes", Bytes::parse),
          Map.entry("limit", Limit::parse),
          Map.entry("signed", Numbers::signed),
          Map.entry("int", Numbers::nonNegativeInt),
          Map.entry("cpu list", CpuList::parse),
          Map.entry("flat keyed", FlatKeyed::parse),
          Map.entry("flat keyed strings", FlatKeyed::parseStrings),
          Map.entry("nested keyed", NestedKeyed::parse),
          Map.entry("single", Single::parse),
          Map.entry("words", Words::parse),
          Map.entry("kernel version", KernelVersion::parse),
          Map.entry("memory.stat", MemoryStat::parse),
          Map.entry("memory.events", MemoryEvents::parse),
          Map.entry("memory.numa_stat", MemoryNumaStat::parse),
          Map.entry("pressure", Pressure::parse),
          Map.entry("cpu.stat", CpuStat::parse),
          Map.entry("cpu.max", CpuMax::parse),
          Map.entry("cpu.uclamp", Utilization::parse),
          Map.entry("cgroup.type", CgroupType::parse),
          Map.entry("cgroup.events", CgroupEvents::parse),
          Map.entry("mountinfo", CgroupSetup::parse),
          Map.entry("stat", ProcStat::parse),
          Map.entry("task stat", TaskStat::parse),
          Map.entry("status", ProcStatus::parse),
          Map.entry("cgroup", ProcCgroup::parse),
          Map.entry("numa_maps", NumaMaps::parse),
          Map.entry("smaps", Smaps::parse),
          Map.entry("smaps_rollup", SmapsRollup::parse),
          Map.entry("meminfo", MemInfo::parse));

  private static final List<String> SEEDS =
      List.of(
          "cgroup/memory.stat",
          "cgroup/memory.events",
          "cgroup/memory.numa_stat",
          "cgroup/memory.pressure",
          "cgroup/cpu.stat",
          "cgroup/cpu.max",
          "cgroup/cpuset.cpus.effective",
          "cgroup/cgroup.events",
          "cgroup/cgroup.type",
          "proc/stat",
          "proc/status",
          "proc/cgroup",
          "proc/numa_maps",
          "proc/smaps",
          "proc/smaps_rollup",
          "proc/meminfo",
          "proc/mountinfo");

  @Property(tries = 300)
  void anyTextIsAValueOrMalformed(@ForAll String text) {
    parseWithAll(text);
  }

  @Property(tries = 1000)
  void damagedKernelTextIsAValueOrMalformed(@ForAll("damaged") String text) {
    parseWithAll(text);
  }

  private static void parseWithAll(String text) {
    PARSERS.forEach(
        (name, parser) -> {
          var thrown = catchThrowable(() -> parser.apply(text));
          if (thrown != null) {
            assertThat(thrown).as("%s of \"%s\"", name, text).isInstanceOf(Malformed.class);
            assertThat(thrown.getMessage()).hasSizeLessThan(2_000).doesNotContain("\n");
          }
        });
  }

  @Property(tries = 1000)
  void messageOfTheKernelsLogIsAKillOrNothing(@ForAll("damagedKmsg") String message) {
    assertThat(OomChoice.parse(message)).isNotNull();
    assertThat(KilledProcess.parse(message)).isNotNull();
  }

  @Property(tries = 300)
  void anyTextOfTheKernelsLogIsAKillOrNothing(@ForAll String message) {
    assertThat(OomChoice.parse("oom-kill:constraint=" + message)).isNotNull();
    assertThat(KilledProcess.parse("Killed process 1 (" + message)).isNotNull();
  }

  /** Whatever a process is called, it is read as called so. */
  @Property(tries = 1000)
  void nameOfAKilledProcessIsReadAsItIs(@ForAll("comms") String comm) {
    var choice =
        "oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=c,mems_allowed=0,global_oom,task_memcg=/a,task="
            + comm
            + ",pid=7,uid=0";
    assertThat(OomChoice.parse(choice))
        .contains(new OomChoice(OomChoice.Constraint.CONSTRAINT_NONE, null, "/a", comm, 7));
    var killed =
        "Out of memory: Killed process 7 ("
            + comm
            + ") total-vm:9kB, anon-rss:1kB, file-rss:2kB, shmem-rss:3kB, UID:0 pgtables:4kB oom_score_adj:-998";
    assertThat(KilledProcess.parse(killed))
        .hasValueSatisfying(
            process -> {
              assertThat(process.comm()).isEqualTo(comm);
              assertThat(process.rss()).isEqualTo(Bytes.ofKibibytes(6));
              assertThat(process.oomScoreAdj()).isEqualTo(-998);
            });
  }

  @Provide
  Arbitrary<String> comms() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(15),
        Arbitraries.of(
            ",pid=1,uid=2",
            ",task=b",
            "a,task=b,pid=1",
            ") total-vm:1kB",
            ",global_oom",
            "(a) (b)"));
  }

  @Provide
  Arbitrary<String> damagedKmsg() {
    return Combinators.combine(
            Arbitraries.of(Fixtures.KERNELS),
            Arbitraries.integers().between(0, 1),
            Arbitraries.doubles().between(0, 1),
            Arbitraries.integers().between(0, 30),
            Arbitraries.of(
                "", ",", "=", ",task=", ",pid=", ",uid=", ") total-vm:", "kB", "9999999999", "-"))
        .as(
            (kernel, line, at, cut, piece) -> {
              var text = Fixtures.kernel(kernel, "kmsg").lines().toList().get(line);
              var message = text.substring(text.indexOf(';') + 1);
              var from = (int) (at * message.length());
              return message.substring(0, from)
                  + piece
                  + message.substring(Math.min(message.length(), from + cut));
            });
  }

  /** Real text in which a piece was replaced by what a parser may stumble over. */
  @Provide
  Arbitrary<String> damaged() {
    var pieces =
        Arbitraries.oneOf(
            Arbitraries.of("", "\n", " ", "-", "=", ":", "max", "0", "\0", "-1", "N0=", "kB", ")"),
            Arbitraries.of("9223372036854775807", "18446744073709551615", "99999999999999999999"),
            Arbitraries.strings().ofMaxLength(8));
    return Combinators.combine(
            Arbitraries.of(SEEDS),
            Arbitraries.of(Fixtures.KERNELS),
            Arbitraries.doubles().between(0, 1),
            Arbitraries.integers().between(0, 30),
            pieces)
        .as(
            (seed, kernel, at, cut, piece) -> {
              var text = Fixtures.kernel(kernel, seed);
              var from = (int) (at * text.length());
              return text.substring(0, from)
                  + piece
                  + text.substring(Math.min(text.length(), from + cut));
            });
  }
}
