package io.audionode.agent.report.events.cluster;

import static io.audionode.agent.fixture.PodBuilder.guaranteed;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.config.Configuration;
import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.fixture.TestCluster;
import io.audionode.agent.report.events.EventLog;
import io.audionode.agent.report.status.FakeVitals;
import io.audionode.agent.report.status.StatusBoard;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** From a run of the loop to what the API server receives. */
class ClusterReportTest {
  private static final InstantSource CLOCK = InstantSource.fixed(FakeFlow.START);
  private static final String NODE = "/api/v1/nodes/n1";
  private static final String EVENTS = "/apis/events.k8s.io/v1/namespaces/default/events";

  @Test
  void tellsOfARunAndOfTheEnd() {
    try (var cluster = new TestCluster()) {
      answerTwice(cluster);
      var board = new StatusBoard(FakeVitals.well(), Configuration::defaults, CLOCK);
      var report = new ClusterReport(cluster.api(), "n1", "0.1.0", board, CLOCK, _ -> {});
      var log = new EventLog(CLOCK, 100, report.events());
      var pod = guaranteed("mixer", "256Mi");
      var run = new FakeFlow(FakeNode.withNumaNodes(1).pod(pod).born(pod, "c1", 10)).runOnce();
      log.accept(run);
      board.accept(run);
      report.accept(run);
      report.start();
      awaitBodies(
          cluster,
          "\"reason\":\"Adopted\"",
          "\"audionode.io/ready\":\"true\"",
          "\"reason\":\"Protecting");
      report.leave("it is over");
      awaitBodies(cluster, "\"audionode.io/ready\":null", "AgentStopped");
    }
  }

  @Test
  void saysThatANodeIsUnfit() {
    try (var cluster = new TestCluster()) {
      answerTwice(cluster);
      ClusterReport.unfit(cluster.api(), "n1", "0.1.0", "needs cgroup v2", CLOCK);
      awaitBodies(cluster, "\"audionode.io/ready\":\"false\"", "needs cgroup v2");
    }
  }

  private static void answerTwice(TestCluster cluster) {
    for (var i = 0; i < 2; i++) {
      cluster
          .get(NODE, 200, Map.of())
          .patch(NODE, 200, Map.of())
          .patch(NODE + "/status", 200, Map.of())
          .post(EVENTS, 201, Map.of());
    }
  }

  /** Reads what comes until each of these words has come. */
  private static void awaitBodies(TestCluster cluster, String... words) {
    var missing = new HashSet<>(List.of(words));
    while (!missing.isEmpty()) {
      var next = cluster.poll(Duration.ofSeconds(30));
      assertThat(next).as("a request with one of %s", missing).isPresent();
      missing.removeIf(next.get().body()::contains);
    }
  }
}
