package io.audionode.agent.model.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.memory.MemoryStat;
import org.junit.jupiter.api.Test;

class KernelMemoryTest {
  private static final String LEAST = "anon 1\nfile 1\nshmem 0\nsock 0\npgfault 1\npgmajfault 0\n";

  @Test
  void isTheKernelsOwnSumWhereThereIsOne() {
    assertThat(KernelMemory.of(MemoryStat.parse(LEAST + "kernel 900\nslab 800\n")))
        .contains(new KernelMemory(Bytes.of(900), "kernel"));
  }

  @Test
  void isTheSumOfItsPartsBeforeThatAndSaysSo() {
    assertThat(KernelMemory.of(MemoryStat.parse(LEAST + "kernel_stack 16\npercpu 4\nslab 800\n")))
        .contains(new KernelMemory(Bytes.of(820), "kernel_stack + percpu + slab"));
  }

  @Test
  void isAbsentAndNotZeroWhereNothingTells() {
    assertThat(KernelMemory.of(MemoryStat.parse(LEAST))).isEmpty();
  }
}
