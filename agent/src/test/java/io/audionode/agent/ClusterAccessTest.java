package io.audionode.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.audionode.agent.cluster.Retry;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Without timeouts one silent API server would hold whoever asks it for ever. */
class ClusterAccessTest {
  private static final int HOUR = (int) Duration.ofHours(1).toMillis();
  private static final int LEAST_REQUESTS = 5;
  private static final ClusterAccess.Patience SHORT =
      new ClusterAccess.Patience(Duration.ofMillis(200), Duration.ofMillis(200));

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  /** The kernel accepts for a socket that listens, and nobody reads what comes. */
  @ParameterizedTest
  @ValueSource(strings = {"http", "https"})
  @Timeout(30)
  void givesUpOnAServerThatNeverAnswersAndThenLeavesItAlone(String scheme) throws IOException {
    try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var access =
            ClusterAccess.of(
                config("%s://127.0.0.1:%d".formatted(scheme, silent.getLocalPort())),
                vertx,
                "n1",
                SHORT)) {
      for (var i = 0; i < LEAST_REQUESTS; i++) {
        assertThat(access.api().open()).isFalse();
        assertThat(failing(access)).matches(Retry::mayHelp, "is worth another try");
      }
      assertThat(access.api().open()).isTrue();
      assertThat(failing(access)).hasMessageStartingWith("not asked");
    }
  }

  @Test
  void waitsAsLongAsItIsToldWhateverTheConfigurationSays() {
    try (var access =
        ClusterAccess.of(
            config("https://127.0.0.1:1"), vertx, "n1", ClusterAccess.Patience.DEFAULT)) {
      var used = access.client().getConfiguration();
      assertThat(used.getConnectionTimeout()).isEqualTo(5_000);
      assertThat(used.getRequestTimeout()).isEqualTo(15_000);
      assertThat(used.getRequestRetryBackoffLimit()).isZero();
    }
  }

  private static Config config(String address) {
    return new ConfigBuilder(Config.empty())
        .withMasterUrl(address)
        .withConnectionTimeout(HOUR)
        .withRequestTimeout(HOUR)
        .build();
  }

  private static KubernetesClientException failing(ClusterAccess access) {
    return assertThatExceptionOfType(KubernetesClientException.class)
        .isThrownBy(() -> access.api().ask(client -> client.nodes().withName("n1").get()))
        .actual();
  }
}
