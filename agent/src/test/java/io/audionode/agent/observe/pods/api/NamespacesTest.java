package io.audionode.agent.observe.pods.api;

import static io.audionode.agent.fixture.ApiObject.namespace;
import static io.audionode.agent.fixture.ApiObject.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.fixture.FakeApiServer;
import io.audionode.agent.model.Labels;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Without this, a namespace's word comes late, never, or is lost with the API server. */
class NamespacesTest {
  private final FakeApiServer server = FakeApiServer.started();
  private final Cluster cluster = new Cluster(server, pace());

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void arriveTogetherWithTheirPodsAndOnlyThoseThatAreNeeded() {
    server
        .namespace(namespace("studio").profile("render").annotation(Labels.SWAP_MAX, "1Mi"))
        .namespace(namespace("attic").profile("realtime"))
        .put(pod("mixer"))
        .put(pod("far").in("attic").spec("nodeName", "n2"));
    var mixer = cluster.awaitPod("mixer");
    assertThat(mixer.labels()).containsEntry(Labels.PROFILE, "render");
    assertThat(mixer.annotations()).containsEntry(Labels.SWAP_MAX, "1Mi");
    assertThat(server.requests("get"))
        .isNotEmpty()
        .allMatch(request -> request.startsWith("/api/v1/namespaces/studio?"));
  }

  @Test
  void areReadNoFurtherThanTheirMetadata() {
    server
        .namespace(namespace("studio").profile("render").status("phase", "x".repeat(100_000)))
        .put(pod("mixer"));
    cluster.awaitPod("mixer");
    assertThat(server.bytes.sum()).isLessThan(10_000);
  }

  @Test
  void areReadAgainWithoutAnEventOfAPod() {
    var studio = namespace("studio").profile("render");
    server.namespace(studio).put(pod("mixer"));
    cluster.awaitPod("mixer");
    server.namespace(studio.profile("realtime"));
    Cluster.soon().until(() -> cluster.pod("mixer").labels().containsValue("realtime"));
  }

  @Test
  void stayAsLastReadWhileTheyAreRefused() {
    server.namespace(namespace("studio").profile("render")).put(pod("mixer"));
    cluster.awaitPod("mixer");
    server.refuse("get", 403);
    Cluster.soon().until(() -> !cluster.list().problems().isEmpty());
    assertThat(cluster.list().problems())
        .singleElement()
        .asString()
        .contains("a ClusterRole with the verb get on namespaces", "stay as last read");
    assertThat(cluster.pod("mixer").labels()).containsEntry(Labels.PROFILE, "render");
    assertThat(cluster.list().complete()).isTrue();
    assertThat(cluster.connected()).isTrue();
  }

  @Test
  void keepPodsThatLeaveTheChoiceToThemFromBeingTakenBackBeforeTheyAreRead() {
    server.refuse("get", 500).put(pod("own").profile("realtime")).put(pod("mixer"));
    cluster.awaitNames("mixer", "own");
    assertThat(cluster.list().complete()).isFalse();
    server.namespace(namespace("studio").profile("render")).accept("get");
    Cluster.soon().until(() -> cluster.list().complete());
    assertThat(cluster.pod("mixer").labels()).containsEntry(Labels.PROFILE, "render");
    assertThat(cluster.pod("own").labels()).containsEntry(Labels.PROFILE, "realtime");
  }

  @Test
  void doNotHinderPodsThatChoseThemselves() {
    server.refuse("get", 500).put(pod("own").profile("realtime")).put(pod("out").profile("none"));
    cluster.awaitNames("out", "own");
    assertThat(cluster.list().complete()).isTrue();
  }

  @Test
  void sayNothingOnceTheyAreGone() {
    server.put(pod("mixer").in("gone"));
    assertThat(cluster.awaitPod("mixer").labels()).isEmpty();
    assertThat(cluster.list().complete()).isTrue();
  }

  private static Pace pace() {
    var fast = Cluster.FAST;
    return new Pace(
        fast.firstWait(),
        fast.longestWait(),
        fast.answer(),
        fast.watch(),
        fast.grace(),
        fast.shortWatch(),
        Duration.ofMillis(20));
  }
}
