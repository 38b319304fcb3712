package io.audionode.agent.report.events.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.fixture.TestCluster;
import io.audionode.agent.report.events.Event;
import io.audionode.agent.report.events.EventKind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class EventSenderTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00.123456Z");
  private static final String STUDIO = "/apis/events.k8s.io/v1/namespaces/studio/events";
  private static final String DEFAULT = "/apis/events.k8s.io/v1/namespaces/default/events";
  private static final Duration SHORT = Duration.ofMillis(10);

  private final TestCluster cluster = new TestCluster();
  private final List<Fate> fates = new CopyOnWriteArrayList<>();
  private final EventSender sender =
      new EventSender(cluster.api(), "n1", InstantSource.fixed(START), SHORT, fates::add);

  @AfterEach
  void close() {
    sender.close();
    cluster.close();
  }

  @Test
  void tellsOfAPodInItsOwnNamespace() {
    cluster.post(STUDIO, 201, Map.of());
    sender.start();
    sender.accept(ofPod(EventKind.POD_ADOPTED, "container main: subtree (at birth)"));
    var event = cluster.take().json();
    assertThat(event.at("/metadata/namespace").asString()).isEqualTo("studio");
    assertThat(event.at("/metadata/name").asString()).matches("mixer\\.[0-9a-f]{16}");
    assertThat(event.get("regarding").toString())
        .contains("\"kind\":\"Pod\"", "\"name\":\"mixer\"", "\"uid\":\"uid-mixer\"");
    assertThat(event.get("type").asString()).isEqualTo("Normal");
    assertThat(event.get("reason").asString()).isEqualTo("Adopted");
    assertThat(event.get("note").asString()).isEqualTo("container main: subtree (at birth)");
    assertThat(event.get("action").asString()).isEqualTo("Protect");
    assertThat(event.get("eventTime").asString()).isEqualTo("2026-01-01T00:00:00.123456Z");
    assertThat(event.get("reportingController").asString()).isEqualTo("audionode.io/agent");
    assertThat(event.get("reportingInstance").asString()).isEqualTo("n1");
    awaitFates(Fate.SENT);
  }

  @Test
  void tellsOfTheNodeUnderItsName() {
    cluster.post(DEFAULT, 201, Map.of());
    sender.start();
    sender.accept(event(EventKind.CONFIGURATION_REFUSED, null, "node", "line 1"));
    var event = cluster.take().json();
    assertThat(event.at("/regarding/kind").asString()).isEqualTo("Node");
    assertThat(event.at("/regarding/uid").asString()).isEqualTo("n1");
    assertThat(event.get("type").asString()).isEqualTo("Warning");
    assertThat(event.get("reason").asString()).isEqualTo("ConfigurationRefused");
  }

  @Test
  void warnsOfAnIncidentOnItsPod() {
    cluster.post(STUDIO, 201, Map.of());
    sender.start();
    sender.accept(ofPod(EventKind.INCIDENT, "own limit: x (incident a-1: oom-kill)"));
    var event = cluster.take().json();
    assertThat(event.at("/regarding/uid").asString()).isEqualTo("uid-mixer");
    assertThat(event.get("type").asString()).isEqualTo("Warning");
    assertThat(event.get("reason").asString()).isEqualTo("Incident");
    assertThat(event.get("note").asString()).contains("incident a-1");
  }

  @Test
  void countsOnTheSameObjectWhatHappensAgain() {
    var refused = ofPod(EventKind.ACTION_REFUSED, "set x: EPERM");
    cluster.post(STUDIO, 201, Map.of()).patch(path("WriteRefused", "set x: EPERM"), 200, Map.of());
    sender.start();
    sender.accept(refused);
    sender.accept(refused);
    assertThat(cluster.take().method()).isEqualTo("POST");
    var patch = cluster.take();
    assertThat(patch).hasToString("PATCH " + path("WriteRefused", "set x: EPERM"));
    assertThat(patch.contentType()).startsWith("application/merge-patch+json");
    assertThat(patch.json())
        .isEqualTo(
            JsonMapper.shared()
                .readTree(
                    "{\"series\":{\"count\":2,\"lastObservedTime\":\"2026-01-01T00:00:00.123456Z\"}}"));
    awaitFates(Fate.SENT, Fate.SENT);
  }

  @Test
  void countsOnAnObjectOfItsFormerLife() {
    var path = path("WriteRefused", "set x: EPERM");
    cluster
        .post(STUDIO, 409, Map.of())
        .patch(path, 200, Map.of("series", Map.of("count", 6)))
        .patch(path, 200, Map.of())
        .patch(path, 200, Map.of());
    sender.start();
    sender.accept(ofPod(EventKind.ACTION_REFUSED, "set x: EPERM"));
    sender.accept(ofPod(EventKind.ACTION_REFUSED, "set x: EPERM"));
    assertThat(cluster.take().method()).isEqualTo("POST");
    assertThat(cluster.take().body()).isEqualTo("{}");
    assertThat(cluster.take().json().at("/series/count").asInt()).isEqualTo(7);
    assertThat(cluster.take().json().at("/series/count").asInt()).isEqualTo(8);
  }

  @Test
  void tellsAnewWhatTheApiHasForgotten() {
    cluster.post(STUDIO, 201, Map.of()).post(STUDIO, 201, Map.of());
    sender.start();
    sender.accept(ofPod(EventKind.ACTION_REFUSED, "set x: EPERM"));
    sender.accept(ofPod(EventKind.ACTION_REFUSED, "set x: EPERM"));
    assertThat(List.of(cluster.take(), cluster.take(), cluster.take()))
        .extracting(TestCluster.Request::method)
        .containsExactly("POST", "PATCH", "POST");
    awaitFates(Fate.SENT, Fate.SENT);
  }

  @Test
  void keepsToItselfWhatOnlyFillsTheLog() {
    sender.start();
    sender.accept(ofPod(EventKind.ACTION_APPLIED, "move process 10"));
    sender.accept(ofPod(EventKind.POD_APPEARED, "Guaranteed, from api"));
    assertThat(cluster.poll(Duration.ofMillis(300))).isEmpty();
    assertThat(fates).isEmpty();
  }

  @Test
  void triesAgainWhileTheServerIsInTrouble() {
    cluster.post(STUDIO, 503, Map.of()).post(STUDIO, 500, Map.of()).post(STUDIO, 201, Map.of());
    sender.start();
    sender.accept(ofPod(EventKind.OOM_KILLED, "container main: killed"));
    awaitFates(Fate.SENT);
  }

  @Test
  void doesNotTryAgainWhatIsForbidden() {
    cluster.post(STUDIO, 403, Map.of());
    sender.start();
    sender.accept(ofPod(EventKind.OOM_KILLED, "container main: killed"));
    awaitFates(Fate.DROPPED);
    cluster.take();
    assertThat(cluster.poll(Duration.ofMillis(300))).isEmpty();
  }

  @Test
  void goesOnAfterAnAnswerThatMakesNoSense() {
    cluster
        .post(STUDIO, 409, Map.of())
        .patch(path("OOMKilled", "one"), 200, Map.of("series", Map.of()))
        .post(STUDIO, 201, Map.of());
    sender.start();
    sender.accept(ofPod(EventKind.OOM_KILLED, "one"));
    awaitFates(Fate.DROPPED);
    sender.accept(ofPod(EventKind.OOM_KILLED, "two"));
    awaitFates(Fate.DROPPED, Fate.SENT);
  }

  @Test
  void dropsAndCountsWhenNobodyListensAndGoesOnAfterwards() {
    cluster.away();
    sender.start();
    sender.accept(ofPod(EventKind.OOM_KILLED, "one"));
    sender.accept(ofPod(EventKind.OOM_KILLED, "two"));
    awaitFates(Fate.DROPPED, Fate.DROPPED);
  }

  @Test
  void neverMakesTheLoopWaitWhenTheQueueIsFull() {
    for (var i = 0; i < 300; i++) {
      sender.accept(ofPod(EventKind.OOM_KILLED, "number " + i));
    }
    assertThat(fates).hasSize(300 - 256).containsOnly(Fate.DROPPED);
  }

  @Test
  void endsAtOnceAlthoughItWaitsToTryAgain() {
    var patient =
        new EventSender(
            cluster.away().api(),
            "n1",
            InstantSource.fixed(START),
            Duration.ofHours(1),
            fates::add);
    patient.start();
    patient.accept(ofPod(EventKind.OOM_KILLED, "one"));
    var start = System.nanoTime();
    patient.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
  }

  private void awaitFates(Fate... expected) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(fates).containsExactly(expected));
  }

  private static String path(String reason, String note) {
    var mixer = Regarding.pod("studio", "mixer", "uid-mixer");
    return STUDIO + "/" + EventObjects.name(new Notice(mixer, true, reason, note));
  }

  private static Event ofPod(EventKind kind, String message) {
    return event(kind, "uid-mixer", "studio/mixer", message);
  }

  private static Event event(EventKind kind, @Nullable String pod, String subject, String message) {
    return new Event(1, START, START, 1, kind.word(), pod, subject, message);
  }
}
