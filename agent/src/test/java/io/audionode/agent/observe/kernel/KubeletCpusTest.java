package io.audionode.agent.observe.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.model.CpuReserves;
import io.audionode.cgroupfs.format.CpuList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubeletCpusTest {
  @TempDir private Path directory;

  private KubeletCpus kubelet;

  @BeforeEach
  void make() {
    kubelet = new KubeletCpus(directory);
  }

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
    assertThat(read().kubelet()).isEqualTo(CpuList.of(0, 1, 4));
    write("reservedSystemCPUs: 2\n");
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));
    assertThat(read().kubelet()).isEqualTo(CpuList.of(2));
    Files.delete(file);
    assertThat(read()).isEqualTo(CpuReserves.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a: 1", "reservedSystemCPUs: null", "reservedSystemCPUs: \"\""})
  void reservesNothingWhenTheFileDoesNotSaySo(String yaml) throws IOException {
    write(yaml);
    assertThat(read()).isEqualTo(CpuReserves.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "{", "reservedSystemCPUs: x", "reservedSystemCPUs: [1]"})
  void letsWhatItLastReadCountAndSaysSoWhileTheFileIsNotUnderstood(String yaml) throws IOException {
    var file = write("reservedSystemCPUs: 2\n");
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));
    read();
    write(yaml);
    assertThat(read().kubelet()).isEqualTo(CpuList.of(2));
    assertThat(read().problems()).singleElement().asString().startsWith(file + ": ");
    write("reservedSystemCPUs: 3\n");
    assertThat(read().problems()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1 << 20, 10})
  void letsWhatItLastReadCountAndSaysSoWhileTheFileCannotBeRead(int length) throws IOException {
    var file = directory.resolve("cpu_manager_state");
    Files.writeString(file, "{\"entries\":{\"7d4d6e0c\":{\"a\":\"1\"}}}");
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));
    assertThat(read().assigned()).isEqualTo(CpuList.of(1));
    var unreadable = new byte[length + 1];
    Arrays.fill(unreadable, (byte) 0xff);
    Files.write(file, unreadable);
    assertThat(read().assigned()).isEqualTo(CpuList.of(1));
    assertThat(read().problems())
        .containsExactly(
            file + ": " + (length < 1 << 20 ? "is not UTF-8" : "is longer than 1048576 bytes"));
    Files.delete(file);
    assertThat(read()).isEqualTo(CpuReserves.NONE);
  }

  /** As kubelet 1.18 and later write it, and as those before did. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"policyName\":\"static\",\"defaultCpuSet\":\"0,3\",\"entries\":{\"7d4d6e0c\":{\"a\":\"1\",\"b\":\"2\"}},\"checksum\":3610638499}",
        "{\"policyName\":\"static\",\"defaultCpuSet\":\"0,3\",\"entries\":{\"aabb\":\"1-2\"},\"checksum\":1}"
      })
  void readsWhatTheCpuManagerGaveToSingleContainers(String json) throws IOException {
    Files.writeString(directory.resolve("cpu_manager_state"), json);
    assertThat(read().assigned()).isEqualTo(CpuList.of(1, 2));
    assertThat(read().problems()).isEmpty();
  }

  @Test
  void findsNoAssignmentsUnderThePolicyNone() throws IOException {
    Files.writeString(
        directory.resolve("cpu_manager_state"),
        "{\"policyName\":\"none\",\"defaultCpuSet\":\"\",\"checksum\":1353318690}");
    assertThat(read()).isEqualTo(CpuReserves.NONE);
  }

  private CpuReserves read() {
    return kubelet.read(CpuList.EMPTY);
  }

  private Path write(String yaml) throws IOException {
    return Files.writeString(directory.resolve("config.yaml"), yaml);
  }
}
