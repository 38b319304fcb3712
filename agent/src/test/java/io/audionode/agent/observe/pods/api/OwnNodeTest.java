package io.audionode.agent.observe.pods.api;

import static io.audionode.agent.fixture.ApiObject.node;
import static io.audionode.agent.fixture.ApiObject.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.fixture.ApiObject;
import io.audionode.agent.fixture.FakeApiServer;
import io.audionode.agent.model.Labels;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Without this, a node on hold is written to. */
class OwnNodeTest {
  private static final Pace PACE =
      new Pace(
          Duration.ofMillis(5),
          Duration.ofMillis(20),
          Duration.ofSeconds(20),
          Duration.ofMinutes(5),
          Duration.ofMinutes(1),
          Duration.ofMillis(1),
          Duration.ofMillis(20));

  private final FakeApiServer server = FakeApiServer.started();
  private final Cluster cluster = new Cluster(server, PACE);

  @AfterEach
  void close() {
    cluster.close();
  }

  private void awaitHold(String words) {
    Cluster.soon().until(() -> words.equals(cluster.list().hold()));
  }

  private void awaitNoHold() {
    Cluster.soon().until(() -> cluster.list().complete() && cluster.list().hold() == null);
  }

  private static ApiObject held(String word) {
    return node("n1").annotation(Labels.HOLD, word);
  }

  @Test
  void isOnHoldAsLongAsItsAnnotationSaysSo() {
    server.node(node("n1")).put(pod("mixer"));
    awaitNoHold();
    server.node(held("true"));
    awaitHold("annotation audionode.io/hold=\"true\" of node n1");
    server.node(held("false"));
    awaitNoHold();
  }

  /** Most of a Node object are names of images, and every agent asks once a minute. */
  @Test
  void isReadNoFurtherThanItsMetadata() {
    server.node(held("true").status("images", "x".repeat(100_000))).put(pod("mixer"));
    awaitHold("annotation audionode.io/hold=\"true\" of node n1");
    assertThat(server.bytes.sum()).isLessThan(10_000);
  }

  @Test
  void isAskedForTogetherWithThePods() {
    var later = FakeApiServer.started().node(held("true")).put(pod("mixer"));
    try (var second = new Cluster(later, PACE)) {
      Cluster.soon().until(() -> second.list().complete());
      assertThat(second.list().hold()).contains("of node n1");
    }
    assertThat(later.requests("node"))
        .isNotEmpty()
        .allMatch("/api/v1/nodes/n1?resourceVersion=0"::equals);
  }

  @Test
  void isIgnoredWhenItsAnnotationIsNeitherTrueNorFalse() {
    server.node(held("yes")).put(pod("mixer"));
    awaitNoHold();
    Cluster.soon().until(() -> !cluster.list().problems().isEmpty());
    assertThat(cluster.list().problems())
        .singleElement()
        .asString()
        .contains("audionode.io/hold=\"yes\" of node n1 is ignored; allowed is true or false");
    assertThat(cluster.list().complete()).isTrue();
  }

  @Test
  void mayBeOnHoldUntilTheServerHasAnswered() {
    server.refuse("node", 503).put(pod("mixer"));
    cluster.awaitPod("mixer");
    assertThat(cluster.list().hold()).isEqualTo("whether node n1 is on hold is not known yet");
    server.node(node("n1")).accept("node");
    awaitNoHold();
  }

  @Test
  void staysOnHoldWhileItCannotBeRead() {
    server.node(held("true")).put(pod("mixer"));
    awaitHold("annotation audionode.io/hold=\"true\" of node n1");
    server.refuse("node", 503);
    Cluster.soon().until(() -> !cluster.list().problems().isEmpty());
    assertThat(cluster.list().hold()).contains("of node n1");
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 404})
  void staysOnHoldWhenTheAgentMayNotReadItAnyMore(int status) {
    server.node(held("true")).put(pod("mixer"));
    awaitHold("annotation audionode.io/hold=\"true\" of node n1");
    server.refuse("node", status);
    var before = server.requests("node").size();
    Cluster.soon().until(() -> server.requests("node").size() > before + 2);
    assertThat(cluster.list().hold()).contains("of node n1");
    if (status != 404) {
      assertThat(cluster.list().problems())
          .singleElement()
          .asString()
          .endsWith("; a hold of the node stays as last read");
    }
  }

  @Test
  void mayBeOnHoldBeforeAnybodyHasBeenAsked() {
    try (var alone = new Cluster(FakeApiServer.away(), PACE)) {
      assertThat(alone.list().hold()).isEqualTo("whether node n1 is on hold is not known yet");
    }
  }

  @Test
  void isNoReasonToWaitForEverWhereNobodyMayReadIt() {
    server.refuse("node", 403).put(pod("mixer"));
    awaitNoHold();
    Cluster.soon().until(() -> !cluster.list().problems().isEmpty());
    assertThat(cluster.list().problems())
        .singleElement()
        .asString()
        .contains("a ClusterRole with the verb get on nodes")
        .endsWith("; no hold of the node counts");
  }
}
