package io.audionode.cgroupfs.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.cgroupfs.cpuset.Cpuset;
import io.audionode.cgroupfs.memory.Memory;
import org.junit.jupiter.api.Test;

class KnobsTest {
  @Test
  void everyTableIsFoundByFileName() {
    assertThat(Knobs.byFile("memory.max")).contains(Memory.MAX);
    assertThat(Knobs.byFile("cpuset.mems")).contains(Cpuset.MEMS);
    assertThat(Knobs.byFile("pids.max")).isPresent();
    assertThat(Knobs.byFile("cpu.weight")).isPresent();
    assertThat(Knobs.byFile("cgroup.freeze")).isPresent();
    assertThat(Knobs.byFile("memory.limit_in_bytes")).isEmpty();
  }

  /** The agent writes these on a thread of their own; see the kernel's documents on reclaim. */
  @Test
  void knobsWhoseWriteReclaimsOrMigratesSaySo() {
    assertThat(Knobs.all())
        .filteredOn(knob -> knob.mayBlock())
        .extracting(knob -> knob.file())
        .containsExactly("memory.high", "memory.max", "memory.reclaim", "cpuset.mems");
  }
}
