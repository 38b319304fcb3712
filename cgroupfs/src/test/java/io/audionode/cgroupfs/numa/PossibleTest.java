package io.audionode.cgroupfs.numa;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.sys.Linux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PossibleTest {
  @TempDir private Path system;

  @BeforeEach
  void hasCpus() throws IOException {
    file("cpu/possible", "0-7\n");
    file("cpu/online", "0-3\n");
  }

  @Test
  void isWhatCanBeOnlineNotWhatIs() throws IOException {
    file("node/possible", "0-1\n");
    assertThat(Possible.read(Linux.system(), system))
        .isEqualTo(new Possible(CpuList.parse("0-7"), CpuList.of(0, 1)));
  }

  @Test
  void isNodeZeroWithoutNuma() {
    assertThat(Possible.read(Linux.system(), system).nodes()).isEqualTo(CpuList.of(0));
  }

  private void file(String name, String text) throws IOException {
    var file = system.resolve(name);
    Files.createDirectories(file.resolveSibling("."));
    Files.writeString(file, text);
  }
}
