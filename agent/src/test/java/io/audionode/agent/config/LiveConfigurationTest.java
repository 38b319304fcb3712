package io.audionode.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.audionode.agent.config.LiveConfiguration.Refreshed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveConfigurationTest {
  @TempDir private Path directory;

  /** The loop asks: it must not wait for somebody to write into a pipe. */
  @Test
  void keepsTheConfigurationWhenItsFileBecomesAPipe() throws Exception {
    var file = Files.writeString(directory.resolve("config.yaml"), "swappiness: 7\n");
    var live = LiveConfiguration.of(file);
    Files.delete(file);
    assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();
    assertTimeoutPreemptively(
        Duration.ofSeconds(30), () -> assertThat(live.refresh()).isEqualTo(Refreshed.REFUSED));
    assertThat(live.get().swappiness()).isEqualTo(7);
    assertThat(live.problems()).containsExactly(file + " is no regular file: put one in its place");

    Files.delete(file);
    Files.writeString(file, "swappiness: 8\n");
    assertThat(live.refresh()).isEqualTo(Refreshed.RELOADED);
    assertThat(live.get().swappiness()).isEqualTo(8);
  }

  @Test
  void keepsTheConfigurationWhenItsFileBecomesADevice() throws Exception {
    var file = Files.writeString(directory.resolve("config.yaml"), "swappiness: 7\n");
    var live = LiveConfiguration.of(file);
    Files.delete(file);
    Files.createSymbolicLink(file, Path.of("/dev/zero"));
    assertThat(live.refresh()).isEqualTo(Refreshed.REFUSED);
    assertThat(live.get().swappiness()).isEqualTo(7);
  }
}
