package io.audionode.cgroupfs.proc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.sys.KernelException.Malformed;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProcTextTest {
  /** {@code cat /proc/PID/stat} on 6.1.0. */
  private static final String STAT =
      """
      174 (a) R (b) R 166 166 166 0 -1 4194304 12324 0 0 0 198 258 0 0 20 0 1 0 1717 53387264 \
      12703 18446744073709551615 94339361677312 94339362466717 140723401826192 0 0 0 2 6 65536 0 \
      0 0 17 2 0 0 0 0 0 94339362700016 94339362748260 94339688280064 140723401834180 \
      140723401834292 140723401834292 140723401834475 0
      """;

  @Property
  void anyNameLeavesTheOtherFieldsAlone(@ForAll @StringLength(max = 15) String name) {
    var stat = ProcStat.parse(STAT.replace("a) R (b", name));

    assertThat(stat.comm()).isEqualTo(name);
    assertThat(stat.state()).isEqualTo('R');
    assertThat(stat.ppid()).isEqualTo(166);
    assertThat(stat.minorFaults()).isEqualTo(12_324);
    assertThat(stat.majorFaults()).isZero();
    assertThat(stat.cpuTicks()).isEqualTo(198 + 258);
    assertThat(stat.numThreads()).isEqualTo(1);
    assertThat(stat.id()).isEqualTo(new ProcessId(174, 1_717));
  }

  @ParameterizedTest
  @CsvSource({"0, OTHER, false", "1, FIFO, true", "2, RR, true", "6, DEADLINE, true"})
  void policyIsTheLastButOnceRealtimePriority(
      int number, Scheduling.Policy policy, boolean realtime) {
    var fields = STAT.split(" ");
    var shift = 2; // "a) R (b" is three words
    fields[39 + shift] = "42";
    fields[40 + shift] = Integer.toString(number);

    var scheduling = TaskStat.parse(String.join(" ", fields)).scheduling();

    assertThat(scheduling.policy()).contains(policy);
    assertThat(scheduling.isRealtime()).isEqualTo(realtime);
    assertThat(scheduling.realtimePriority()).isEqualTo(42);
    assertThat(scheduling.nice()).isZero();
    assertThat(scheduling.processor()).isEqualTo(2);
  }

  @Test
  void kernelThreadHasNoMemoryInsteadOfNone() {
    var status =
        ProcStatus.parse(
            """
            Name:	kthreadd
            Tgid:	2
            PPid:	0
            Uid:	0	0	0	0
            Threads:	1
            CapEff:	000001ffffffffff
            Cpus_allowed_list:	0-3
            """);

    assertThat(status.vmRss()).isEmpty();
    assertThat(status.vmSwap()).isEmpty();
    assertThat(status.memsAllowed()).isEmpty();
  }

  @Test
  void mappingsWithLargePagesCountInTheirOwnSize() {
    var maps =
        NumaMaps.parse(
            """
            7f0000000000 bind:0 anon=2 dirty=2 N0=1 N1=1 kernelpagesize_kB=2048
            7f1000000000 default file=/lib/N0=9 mapped=3 N1=3 kernelpagesize_kB=4
            7f2000000000 default
            """);

    assertThat(maps.on(0)).isEqualTo(Bytes.ofKibibytes(2_048));
    assertThat(maps.on(1)).isEqualTo(Bytes.ofKibibytes(2_048 + 12));
    assertThat(maps.total()).isEqualTo(Bytes.ofKibibytes(4_096 + 12));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 64, 4096})
  void numaMapsMayBeCutAnywhere(int size) {
    var text =
        """
        7f0000000000 bind:0 anon=2 dirty=2 N0=1 N1=1 kernelpagesize_kB=2048
        7f1000000000 default file=/lib/a\\040b mapped=3 N1=3 kernelpagesize_kB=4
        """;
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    var parser = new NumaMapsParser();
    for (var at = 0; at < bytes.length; at += size) {
      var piece = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + size));
      parser.take(piece, piece.length);
    }

    assertThat(parser.end()).isEqualTo(NumaMaps.parse(text));
  }

  @Test
  void pathAboveTheOwnCgroupNamespaceIsNotTakenForAPlace() {
    assertThatThrownBy(() -> ProcCgroup.parse("0::/../kubepods\n"))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("cgroup namespace");
  }

  @Test
  void linesOfOtherHierarchiesAreSkipped() {
    assertThat(ProcCgroup.parse("3:memory:/old\n0::/new\n").path()).hasToString("new");
    assertThatThrownBy(() -> ProcCgroup.parse("3:memory:/old\n")).isInstanceOf(Malformed.class);
  }
}
