package io.audionode.daemonset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.access.ReviewedAccess;
import io.audionode.agent.config.Configuration;
import io.audionode.agent.fixture.ApiObject;
import io.audionode.agent.fixture.FakeApiServer;
import io.audionode.agent.fixture.TestCluster;
import io.audionode.agent.http.Access.Decision;
import io.audionode.agent.observe.pods.api.ApiPods;
import io.audionode.agent.pulse.Clocks;
import io.audionode.agent.pulse.Pulse;
import io.audionode.agent.report.events.Event;
import io.audionode.agent.report.events.EventKind;
import io.audionode.agent.report.events.cluster.ClusterReport;
import io.audionode.agent.report.status.FakeVitals;
import io.audionode.agent.report.status.StatusBoard;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the agent's own code asks of an API server that notes it: method, path and query. */
final class AgentRequests {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final InstantSource CLOCK = InstantSource.fixed(NOW);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** After so long without a request none is expected any more. */
  private static final Duration QUIET = Duration.ofSeconds(3);

  private static final String NODE = "/api/v1/nodes/n1";
  private static final String EVENTS = "/apis/events.k8s.io/v1/namespaces/default/events";

  private AgentRequests() {}

  static Stream<String> sent() {
    return Stream.of(ofPods(), ofTheReport(), ofReviews()).flatMap(List::stream);
  }

  /** The pods of this node, and the defaults of their namespaces. */
  private static List<String> ofPods() {
    try (var server = FakeApiServer.started().put(ApiObject.pod("mixer"));
        var client = new KubernetesClientBuilder().withConfig(server.config()).build();
        var _ = ApiPods.follow(client, "n1", () -> {}, new Pulse("following", Clocks.system()))) {
      await()
          .atMost(PATIENCE)
          .until(() -> server.watches() > 0 && !server.requests("get").isEmpty());
      return List.copyOf(server.calls);
    }
  }

  /** What kubectl shows of pods and node, from the start to the end. */
  private static List<String> ofTheReport() {
    try (var cluster = new TestCluster()) {
      for (var i = 0; i < 2; i++) {
        cluster
            .get(NODE, 200, Map.of())
            .patch(NODE, 200, Map.of())
            .patch(NODE + "/status", 200, Map.of())
            .post(EVENTS, 201, Map.of());
      }
      var board = new StatusBoard(FakeVitals.well(), Configuration::defaults, CLOCK);
      var report = new ClusterReport(cluster.api(), "n1", "0.1.0", board, CLOCK, _ -> {});
      report.start();
      report.events().accept(refused());
      report.events().accept(refused());
      var requests = new ArrayList<>(taken(cluster));
      report.leave("it is over");
      requests.addAll(taken(cluster));
      return requests;
    }
  }

  private static Event refused() {
    var kind = EventKind.CONFIGURATION_REFUSED.word();
    return new Event(1, NOW, NOW, 1, kind, null, "node", "line 1");
  }

  /** Who asks the agent's own API. */
  private static List<String> ofReviews() {
    try (var cluster = new TestCluster();
        var access = new ReviewedAccess(cluster.api(), System::nanoTime)) {
      cluster
          .post(
              "/apis/authentication.k8s.io/v1/tokenreviews",
              201,
              Map.of("status", Map.of("authenticated", true, "user", Map.of("username", "x"))))
          .post(
              "/apis/authorization.k8s.io/v1/subjectaccessreviews",
              201,
              Map.of("status", Map.of("allowed", true)));
      var decision = access.judge("token", "/metrics").toCompletableFuture();
      assertThat(decision).succeedsWithin(PATIENCE).isEqualTo(Decision.ALLOWED);
      return taken(cluster);
    }
  }

  private static List<String> taken(TestCluster cluster) {
    var requests = new ArrayList<String>();
    for (var next = cluster.poll(QUIET); next.isPresent(); next = cluster.poll(QUIET)) {
      requests.add(next.get().toString());
    }
    return requests;
  }
}
