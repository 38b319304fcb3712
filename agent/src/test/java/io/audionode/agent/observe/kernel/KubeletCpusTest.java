package io.audionode.agent.observe.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.cgroupfs.format.CpuList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubeletCpusTest {
  @TempDir private Path directory;

  @Test
  void readsWhatKubeletReservesAndFollowsTheFile() throws IOException {
    var file =
        write(
            """
            apiVersion: kubelet.config.k8s.io/v1beta1
            kind: KubeletConfiguration
            cpuManagerPolicy: static
            reservedSystemCPUs: "0-1,4"
            """);
    var kubelet = new KubeletCpus(file);
    assertThat(kubelet.read()).isEqualTo(CpuList.of(0, 1, 4));
    write("reservedSystemCPUs: 2\n");
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));
    assertThat(kubelet.read()).isEqualTo(CpuList.of(2));
    Files.delete(file);
    assertThat(kubelet.read()).isEqualTo(CpuList.EMPTY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[]", "{", "reservedSystemCPUs: x", "reservedSystemCPUs: [1]", "a: 1"})
  void reservesNothingWhenTheFileSaysNothingThatIsUnderstood(String yaml) throws IOException {
    assertThat(new KubeletCpus(write(yaml)).read()).isEqualTo(CpuList.EMPTY);
  }

  private Path write(String yaml) throws IOException {
    return Files.writeString(directory.resolve("config.yaml"), yaml);
  }
}
