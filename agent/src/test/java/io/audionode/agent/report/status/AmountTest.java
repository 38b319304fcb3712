package io.audionode.agent.report.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.cgroupfs.format.Bytes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1023, 1023",
    "1024, 1Ki",
    "1536, 1.5Ki",
    "268435456, 256Mi",
    "213123072, 203.3Mi",
    "1073741823, 1Gi",
    "2147483648, 2Gi",
    "9223372036854775807, 8Ei",
  })
  void roundsForPeopleAndStaysExactForPrograms(long bytes, String text) {
    assertThat(Amount.of(Bytes.of(bytes))).isEqualTo(new Amount(bytes, text));
  }
}
