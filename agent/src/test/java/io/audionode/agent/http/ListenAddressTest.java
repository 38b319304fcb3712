package io.audionode.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:8080", "[::1]:1", "node-1.example:65535", "0.0.0.0:0"})
  void readsWhatItPrints(String text) {
    assertThat(ListenAddress.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "8080", ":8080", "a:", "a:65536", "a:-1", "::1:80", "a b:1", "a:1x"})
  void refusesWhatIsNoAddress(String text) {
    assertThatThrownBy(() -> ListenAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no address to listen on");
  }

  @Test
  void staysOnThisMachineByDefault() {
    assertThat(ListenAddress.DEFAULT).hasToString("127.0.0.1:8080");
  }
}
