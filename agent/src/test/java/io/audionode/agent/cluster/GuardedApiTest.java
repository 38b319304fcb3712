package io.audionode.agent.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.fixture.TestCluster;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GuardedApiTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final String NODE = "/api/v1/nodes/n1";

  private final TestCluster cluster = new TestCluster();
  private final AtomicInteger requests = new AtomicInteger();

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void leavesAServerAloneThatFails() {
    var api = new GuardedApi(cluster.client(), HOUR, HOUR);
    for (var i = 0; i < 5; i++) {
      assertThat(api.open()).isFalse();
      cluster.get(NODE, 503, "");
      failing(api);
    }
    assertThat(api.open()).isTrue();
    assertThat(failing(api)).hasMessage("not asked, the API server failed too often");
    assertThat(requests).hasValue(5);
  }

  @Test
  void leavesOneAloneThatIsAway() {
    var api = new GuardedApi(cluster.away().client(), HOUR, HOUR);
    for (var i = 0; i < 5; i++) {
      failing(api);
    }
    failing(api);
    assertThat(requests).hasValue(5);
  }

  @Test
  void takesARefusalForAnAnswer() {
    var api = new GuardedApi(cluster.client(), HOUR, HOUR);
    for (var i = 0; i < 20; i++) {
      cluster.get(NODE, 403, "");
      assertThat(failing(api).getCode()).isEqualTo(403);
    }
    assertThat(api.open()).isFalse();
  }

  @Test
  void findsOutWithOneRequestThatTheServerIsBack() {
    var api = new GuardedApi(cluster.client(), SHORT, SHORT);
    for (var i = 0; i < 5; i++) {
      cluster.get(NODE, 503, "");
      failing(api);
    }
    cluster.get(NODE, 200, Map.of("metadata", Map.of("name", "n1")));
    await().pollInterval(SHORT).atMost(Duration.ofSeconds(10)).until(() -> succeeds(api));
    assertThat(requests).hasValue(6);
    assertThat(api.open()).isFalse();
  }

  private KubernetesClientException failing(GuardedApi api) {
    return assertThatExceptionOfType(KubernetesClientException.class)
        .isThrownBy(() -> node(api))
        .actual();
  }

  private boolean succeeds(GuardedApi api) {
    try {
      return node(api).equals("n1");
    } catch (KubernetesClientException e) {
      assertThat(e).hasMessageStartingWith("not asked");
      return false;
    }
  }

  private String node(GuardedApi api) {
    return api.ask(
        client -> {
          requests.incrementAndGet();
          return client.nodes().withName("n1").get().getMetadata().getName();
        });
  }
}
