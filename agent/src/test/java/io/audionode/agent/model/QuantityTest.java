package io.audionode.agent.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.audionode.cgroupfs.format.Bytes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "134217728, 134217728",
    "128Mi, 134217728",
    "1Ki, 1024",
    "1.5Gi, 1610612736",
    "1G, 1000000000",
    "1k, 1000",
    "1E, 1000000000000000000",
    "1Ei, 1152921504606846976",
    "1e6, 1000000",
    "1E3, 1000",
    "12e-1, 2",
    "100m, 1",
    "1500m, 2",
    "1u, 1",
    "1n, 1",
    "+5, 5",
    "5., 5",
    ".5Ki, 512",
    "1e-999, 1",
    "9223372036854775807, 9223372036854775807",
    "9223372036854775806.5, 9223372036854775807",
  })
  void readsWhatKubernetesReads(String text, long bytes) {
    assertThat(Quantity.parse(text).bytes()).isEqualTo(new Bytes(bytes));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", "Mi", ".", "-", "1 Mi", " 1Mi", "1mi", "1MI", "1Kib", "1K", "1KB", "1e", "1e1.5",
        "1Mi2", "0x10", "1_000", "1,5", "NaN", "max", "٣"
      })
  void refusesWhatIsNoQuantity(String text) {
    assertThatThrownBy(() -> Quantity.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("allowed is a number such as");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "-1Mi", "9223372036854775808", "8Ei", "1e19", "1e999"})
  void refusesWhatDoesNotFitIntoBytes(String text) {
    assertThatThrownBy(() -> Quantity.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("allowed are 0 up to 2^63 - 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e9999", "1e999999999", "1e-999999999"})
  void refusesExponentsThatWouldTakeAllMemory(String text) {
    assertThatThrownBy(() -> Quantity.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"1, 1000m", "2Gi, 2048Mi", "0, 0m"})
  void comparesBySize(String left, String right) {
    assertThat(Quantity.parse(left)).isEqualByComparingTo(Quantity.parse(right));
  }
}
