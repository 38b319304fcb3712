package io.audionode.agent.report.events.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.fixture.TestCluster;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class NodeWriterTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00.9Z");
  private static final String NODE = "/api/v1/nodes/n1";
  private static final String STATUS = NODE + "/status";
  private static final NodeFace UNFIT = NodeFace.unfit("0.1.0", "no memory controller");

  private final TestCluster cluster = new TestCluster();
  private final NodeWriter writer =
      new NodeWriter(
          cluster.api(), "n1", () -> UNFIT, InstantSource.fixed(START), System::nanoTime);

  @AfterEach
  void close() {
    writer.close();
    cluster.close();
  }

  @Test
  void writesLabelAnnotationsAndItsOwnConditionAlone() {
    answer(Map.of());
    writer.start();
    assertThat(cluster.take()).hasToString("GET " + NODE);
    var metadata = cluster.take();
    assertThat(metadata).hasToString("PATCH " + NODE);
    assertThat(metadata.contentType()).startsWith("application/strategic-merge-patch+json");
    assertThat(metadata.json())
        .isEqualTo(
            json(
                """
            {"metadata":{"labels":{"audionode.io/ready":"false"},\
            "annotations":{"audionode.io/version":"0.1.0","audionode.io/placement":null}}}"""));
    var status = cluster.take();
    assertThat(status).hasToString("PATCH " + STATUS);
    assertThat(status.contentType()).startsWith("application/strategic-merge-patch+json");
    assertThat(status.json().at("/status/conditions")).hasSize(1);
    assertThat(status.json().at("/status/conditions/0").toString())
        .isEqualTo(
            """
            {"type":"AudioReady","status":"False","reason":"Unfit","message":"no memory controller",\
            "lastHeartbeatTime":"2026-01-01T00:00:00Z","lastTransitionTime":"2026-01-01T00:00:00Z"}""");
  }

  @Test
  void writesNothingMoreWhileNothingChanges() {
    answer(Map.of());
    writer.start();
    cluster.take();
    cluster.take();
    cluster.take();
    assertThat(cluster.poll(Duration.ofMillis(500))).isEmpty();
  }

  @Test
  void keepsTheTimeOfTransitionOfItsFormerLife() {
    answer(
        Map.of(
            "status",
            Map.of(
                "conditions",
                List.of(
                    Map.of("type", "Ready", "status", "True"),
                    Map.of(
                        "type",
                        "AudioReady",
                        "status",
                        "False",
                        "lastTransitionTime",
                        "2025-12-01T00:00:00Z")))));
    writer.start();
    cluster.take();
    cluster.take();
    assertThat(cluster.take().json().at("/status/conditions/0/lastTransitionTime").asString())
        .isEqualTo("2025-12-01T00:00:00Z");
  }

  @Test
  void takesLabelAndAnnotationsBackWhenItLeaves() {
    answer(Map.of());
    writer.leave(NodeFace.left("the agent has ended"));
    cluster.take();
    assertThat(cluster.take().json())
        .isEqualTo(
            json(
                """
            {"metadata":{"labels":{"audionode.io/ready":null},\
            "annotations":{"audionode.io/version":null,"audionode.io/placement":null}}}"""));
    var condition = cluster.take().json().at("/status/conditions/0");
    assertThat(condition.get("status").asString()).isEqualTo("Unknown");
    assertThat(condition.get("reason").asString()).isEqualTo("AgentStopped");
    assertThat(condition.get("message").asString()).isEqualTo("the agent has ended");
  }

  @Test
  void goesOnWhenTheFaceCannotBeToldOnce() {
    answer(Map.of());
    var looks = new AtomicInteger();
    var troubled = writer(() -> face(looks.getAndIncrement()));
    try (troubled) {
      troubled.start();
      assertThat(cluster.take()).hasToString("GET " + NODE);
      assertThat(cluster.take()).hasToString("PATCH " + NODE);
      assertThat(troubled.pulse().state().failures()).isOne();
    }
  }

  private static NodeFace face(int look) {
    if (look == 0) {
      throw new IllegalStateException("no face");
    }
    return UNFIT;
  }

  @Test
  void goesOnAfterAnAnswerThatMakesNoSense() {
    answer(
        Map.of(
            "status",
            Map.of(
                "conditions",
                List.of(Map.of("type", "AudioReady", "lastTransitionTime", "yesterday")))));
    answer(Map.of());
    try (var troubled = writer(() -> UNFIT)) {
      troubled.start();
      assertThat(cluster.take()).hasToString("GET " + NODE);
      assertThat(cluster.take()).hasToString("GET " + NODE);
      assertThat(cluster.take()).hasToString("PATCH " + NODE);
    }
  }

  private NodeWriter writer(Supplier<NodeFace> face) {
    return new NodeWriter(cluster.api(), "n1", face, InstantSource.fixed(START), System::nanoTime);
  }

  @ParameterizedTest
  @ValueSource(ints = {-3600, 3600})
  void writesAnotherFaceInTimeAlthoughTheWallClockJumps(int seconds) {
    answer(Map.of());
    cluster.patch(NODE, 200, Map.of()).patch(STATUS, 200, Map.of());
    var face = new AtomicReference<>(UNFIT);
    var wall = new AtomicReference<>(START);
    try (var told = new NodeWriter(cluster.api(), "n1", face::get, wall::get, System::nanoTime)) {
      told.start();
      cluster.take();
      cluster.take();
      cluster.take();
      wall.set(START.plusSeconds(seconds));
      face.set(NodeFace.unfit("0.1.0", "another"));
      told.accept(new FakeFlow(FakeNode.withNumaNodes(1)).runOnce());
      assertThat(cluster.take()).hasToString("PATCH " + NODE);
      assertThat(cluster.take().body()).contains("another");
    }
  }

  @Test
  void leavesAtOnceWhenTheApiIsAway() {
    cluster.away();
    writer.start();
    var start = System.nanoTime();
    writer.leave(NodeFace.left("the agent has ended"));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
  }

  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }

  private void answer(Object node) {
    cluster.get(NODE, 200, node).patch(NODE, 200, Map.of()).patch(STATUS, 200, Map.of());
  }
}
