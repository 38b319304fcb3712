package io.audionode.cgroupfs.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcFilesTest {
  @Test
  void knowsWhoseFileItIs() {
    var file = ProcFiles.of(new ProcessId(4_194_304, 1), "oom_score_adj");
    assertThat(ProcFiles.pid(Path.of(file))).contains(4_194_304);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/proc/sys/vm/swappiness",
        "/proc/1",
        "/proc/0/oom_score_adj",
        "/proc/12345678901/oom_score_adj",
        "/proc/self/oom_score_adj",
        "/sys/fs/cgroup/proc/1/oom_score_adj"
      })
  void takesNoOtherFileForOne(String file) {
    assertThat(ProcFiles.pid(Path.of(file))).isEmpty();
  }
}
