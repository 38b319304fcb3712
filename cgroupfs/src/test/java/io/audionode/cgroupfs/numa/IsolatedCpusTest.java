package io.audionode.cgroupfs.numa;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.sys.Linux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IsolatedCpusTest {
  @TempDir private Path sys;

  @Test
  void areThoseOfTheBootLine() throws IOException {
    Files.writeString(sys.resolve("isolated"), "2-3\n");
    assertThat(IsolatedCpus.read(Linux.system(), sys)).isEqualTo(CpuList.of(2, 3));
  }

  @Test
  void areNoneWhenTheKernelNamesNoneOrHasNoSuchFile() throws IOException {
    assertThat(IsolatedCpus.read(Linux.system(), sys)).isEqualTo(CpuList.EMPTY);
    Files.writeString(sys.resolve("isolated"), "\n");
    assertThat(IsolatedCpus.read(Linux.system(), sys)).isEqualTo(CpuList.EMPTY);
  }
}
