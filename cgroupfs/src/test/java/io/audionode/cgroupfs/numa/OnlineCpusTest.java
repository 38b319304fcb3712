package io.audionode.cgroupfs.numa;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.sys.Linux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnlineCpusTest {
  @TempDir private Path sys;

  @Test
  void areThoseThatTheKernelNamesAndNoneWithoutTheFile() throws IOException {
    assertThat(OnlineCpus.read(Linux.system(), sys)).isEqualTo(CpuList.EMPTY);
    Files.writeString(sys.resolve("online"), "0,2-3\n");
    assertThat(OnlineCpus.read(Linux.system(), sys)).isEqualTo(CpuList.of(0, 2, 3));
  }
}
