package io.audionode.cgroupfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.kmsg.KilledProcess;
import io.audionode.cgroupfs.kmsg.OomChoice;
import io.audionode.cgroupfs.sys.KernelException.Malformed;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the text, a parser answers with a value or with Malformed. */
class ParsersProperties {
  private static final Map<String, Function<String, ?>> PARSERS = Parsers.all();

  private static final int LONG = 1 << 20;

  /** For all parsers together, on a processor that does other things as well. */
  private static final Duration DEADLINE = Duration.ofMinutes(1);

  private static final List<String> FILES =
      List.of(
          "cgroup/memory.stat",
          "cgroup/memory.events",
          "cgroup/memory.numa_stat",
          "cgroup/memory.pressure",
          "cgroup/cpu.stat",
          "cgroup/cpu.max",
          "cgroup/cpuset.cpus.effective",
          "cgroup/cgroup.events",
          "cgroup/cgroup.procs",
          "cgroup/cgroup.type",
          "node0/meminfo",
          "proc/stat",
          "proc/status",
          "proc/cgroup",
          "proc/numa_maps",
          "proc/smaps",
          "proc/smaps_rollup",
          "proc/meminfo",
          "proc/mountinfo");

  /** Text of which no capture is kept; 6.1.0-40-amd64. */
  private static final List<String> TEXTS =
      List.of(
          """
          Limit                     Soft Limit           Hard Limit           Units
          Max open files            1024                 524288               files
          Max locked memory         8388608              8388608              bytes
          Max realtime priority     0                    0                    \

          """,
          """
          7f00-7f10 rw-p 00000000 00:00 0 [heap]
          7f10 default anon=2 dirty=2 N0=2 kernelpagesize_kB=4
          """,
          "1234567 890 12\n",
          "0-3,5,0-10:2/4\n");

  @Property
  void anyTextIsAValueOrMalformed(@ForAll String text) {
    parseWithAll(text);
  }

  @Property
  void damagedKernelTextIsAValueOrMalformed(@ForAll("damaged") String text) {
    parseWithAll(text);
  }

  /** Far longer than any kernel's: what takes time by the square of it would be found here. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0-65535:1/2,",
        "0,",
        "a=1 ",
        "a 1\n",
        "N0=1 ",
        "9",
        " ",
        "\n",
        ",",
        "-",
        "\\040",
        "(((",
        "=",
        "a:1 kB\n"
      })
  void longTextIsAValueOrMalformedSoon(String piece) {
    var text = piece.repeat(LONG / piece.length());
    assertTimeoutPreemptively(DEADLINE, () -> parseWithAll(text));
  }

  @Test
  void parsersAreFoundInTheClassFiles() {
    assertThat(PARSERS)
        .containsKeys("MemoryStat", "Mapping", "PidList", "NodeMemInfo", "memory.max");
    assertThat(PARSERS).hasSizeGreaterThan(60);
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

  @Property
  void messageOfTheKernelsLogIsAKillOrNothing(@ForAll("damagedKmsg") String message) {
    assertThat(OomChoice.parse(message)).isNotNull();
    assertThat(KilledProcess.parse(message)).isNotNull();
  }

  @Property
  void anyTextOfTheKernelsLogIsAKillOrNothing(@ForAll String message) {
    assertThat(OomChoice.parse("oom-kill:constraint=" + message)).isNotNull();
    assertThat(KilledProcess.parse("Killed process 1 (" + message)).isNotNull();
  }

  /** Whatever a process is called, it is read as called so. */
  @Property
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
            + ") total-vm:9kB, anon-rss:1kB, file-rss:2kB, shmem-rss:3kB, UID:0 pgtables:4kB"
            + " oom_score_adj:-998";
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

  /** Real text in which pieces were replaced by what a parser may stumble over. */
  @Provide
  Arbitrary<String> damaged() {
    var captured =
        Combinators.combine(Arbitraries.of(FILES), Arbitraries.of(Fixtures.KERNELS))
            .as((file, kernel) -> Fixtures.kernel(kernel, file));
    var damage = damage().list().ofMinSize(1).ofMaxSize(3);
    return Combinators.combine(Arbitraries.oneOf(captured, Arbitraries.of(TEXTS)), damage)
        .as(
            (text, all) -> {
              var damaged = text;
              for (var one : all) {
                damaged = one.to(damaged);
              }
              return damaged;
            });
  }

  /** A piece in place of what there is at a place, from 0 for the beginning to 1 for the end. */
  private record Damage(double at, int cut, String piece) {
    String to(String text) {
      var from = (int) (at * text.length());
      return text.substring(0, from) + piece + text.substring(Math.min(text.length(), from + cut));
    }
  }

  private static Arbitrary<Damage> damage() {
    var pieces =
        Arbitraries.oneOf(
            Arbitraries.of("", "\n", " ", "-", "=", ":", "max", "0", "\0", "-1", "N0=", "kB", ")"),
            Arbitraries.of("9223372036854775807", "18446744073709551615", "99999999999999999999"),
            Arbitraries.strings().ofMaxLength(8));
    return Combinators.combine(
            Arbitraries.doubles().between(0, 1), Arbitraries.integers().between(0, 30), pieces)
        .as(Damage::new);
  }
}
