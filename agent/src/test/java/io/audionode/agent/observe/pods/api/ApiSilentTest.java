package io.audionode.agent.observe.pods.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.model.ApiLink;
import io.audionode.agent.pulse.Clocks;
import io.audionode.agent.pulse.Pulse;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Without a limit of its own, whoever follows pods would wait for ever and say nothing. */
class ApiSilentTest {
  private static final Pace IMPATIENT =
      new Pace(
          Duration.ofMillis(5),
          Duration.ofMillis(20),
          Duration.ofMillis(100),
          Duration.ofMinutes(5),
          Duration.ofMinutes(1),
          Duration.ofMillis(1),
          Duration.ofMinutes(5));

  private final Pulse pulse = new Pulse("following pods", Clocks.system());

  /** The kernel accepts for a socket that listens, and nobody reads what comes. */
  @Test
  void givesUpOnAServerThatNeverAnswersAndTriesAgain() throws IOException {
    try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var client = new KubernetesClientBuilder().withConfig(config(silent)).build();
        var pods =
            ApiPods.follow(
                client,
                "n1",
                new Published("n1", () -> {}, System::nanoTime, pulse),
                IMPATIENT,
                System::nanoTime)) {
      Cluster.soon().until(() -> pulse.state().looks() > 2);
      assertThat(pods.link().flatMap(ApiLink::warning)).get().asString().contains("no answer");
      assertThat(pulse.state().failures()).as("of its own").isZero();
    }
  }

  private static Config config(ServerSocket server) {
    return new ConfigBuilder(Config.empty())
        .withMasterUrl("http://127.0.0.1:" + server.getLocalPort())
        .withRequestTimeout(0)
        .withRequestRetryBackoffLimit(0)
        .build();
  }
}
