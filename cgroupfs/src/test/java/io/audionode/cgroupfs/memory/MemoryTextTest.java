package io.audionode.cgroupfs.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.audionode.cgroupfs.Fixtures;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.sys.KernelException.Malformed;
import org.junit.jupiter.api.Test;

class MemoryTextTest {
  @Test
  void whatAnOldKernelDoesNotCountIsAbsent() {
    var old = MemoryStat.parse(Fixtures.kernel("5.10", "cgroup/memory.stat"));
    var recent = MemoryStat.parse(Fixtures.kernel("6.1", "cgroup/memory.stat"));

    assertThat(old.kernel()).isEmpty();
    assertThat(recent.kernel()).isPresent();
    assertThat(MemoryEvents.parse(Fixtures.kernel("5.10", "cgroup/memory.events")).oomGroupKill())
        .isEmpty();
    assertThat(MemoryEvents.parse(Fixtures.kernel("6.1", "cgroup/memory.events")).oomGroupKill())
        .hasValue(0);
  }

  @Test
  void refaultsCountUnderTheNamesOfAnyKernel() {
    var before59 = "anon 1\nfile 2\nshmem 0\nsock 0\npgfault 3\npgmajfault 4\n";

    assertThat(MemoryStat.parse(before59 + "workingset_refault 5\n").workingsetRefault())
        .isEqualTo(5);
    var split = before59 + "workingset_refault_anon 5\nworkingset_refault_file 6\n";
    assertThat(MemoryStat.parse(split).workingsetRefault()).isEqualTo(11);
    assertThat(MemoryStat.parse(split).workingsetRefaultFile()).hasValue(6);
  }

  @Test
  void statOfCgroupV1IsMalformed() {
    assertThatThrownBy(() -> MemoryStat.parse("cache 1\nrss 2\n"))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("expected the key anon");
  }

  @Test
  void sharesAreOfAnonAndFileTogether() {
    var stat = MemoryNumaStat.parse("anon N0=300 N1=0\nfile N0=0 N1=100\nshmem N0=900 N1=0\n");

    assertThat(stat.total(0)).isEqualTo(Bytes.of(300));
    assertThat(stat.share(0)).hasValue(0.75);
    assertThat(stat.share(2)).hasValue(0);
  }

  @Test
  void nothingHasNoShare() {
    var stat = MemoryNumaStat.parse("anon N0=0 N1=0\nfile N0=0 N1=0\n");

    assertThat(stat.share(0)).isEmpty();
  }
}
