package io.audionode.agent.observe.threads;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThreadWatcherTest {
  @ParameterizedTest
  @CsvSource({"0, 300", "6, 300", "10, 500", "16, 800", "500, 800"})
  void sweepsLessOftenWhenItTakesLongerButWithinTheSecond(long took, long period) {
    assertThat(ThreadWatcher.periodAfter(Duration.ofMillis(took)))
        .isEqualTo(Duration.ofMillis(period));
  }
}
