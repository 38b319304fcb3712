package io.audionode.agent.observe.pods.api;

import static io.audionode.agent.fixture.ApiObject.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.fixture.FakeApiServer;
import io.audionode.agent.model.ContainerSpec;
import io.audionode.agent.model.Pod;
import io.audionode.cgroupfs.format.Bytes;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Without this, a pod is missed or kept for ever, or a whole cluster is read by every node. */
class ApiPodsTest {
  private final FakeApiServer server = FakeApiServer.started();
  private final Cluster cluster = new Cluster(server);

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void tellsOfThePodsOfItsNodeAndAsksForNoOthers() {
    server.put(pod("mixer").memory("64Mi", "128Mi")).put(pod("elsewhere").spec("nodeName", "n2"));
    cluster.awaitNames("mixer");
    server.put(pod("late").spec("nodeName", "n2")).put(pod("organ"));
    cluster.awaitNames("mixer", "organ");
    assertThat(cluster.pod("mixer").source()).isEqualTo("api");
    assertThat(cluster.pod("mixer").containers())
        .containsExactly(
            new ContainerSpec("main", Bytes.ofMebibytes(64), Bytes.ofMebibytes(128), null));
    assertThat(server.requests)
        .filteredOn(request -> request.startsWith("/api/v1/pods"))
        .isNotEmpty()
        .allMatch(request -> request.contains("fieldSelector=spec.nodeName%3Dn1"));
  }

  @Test
  void followsChangesAndDeletions() {
    var mixer = pod("mixer").profile("render");
    server.put(mixer);
    cluster.settled();
    server.put(mixer.profile("realtime"));
    Cluster.soon().until(() -> cluster.pod("mixer").labels().containsValue("realtime"));
    server.delete(mixer);
    cluster.awaitNames();
    assertThat(server.requests("list")).hasSize(1);
  }

  @Test
  void marksTheLoopOnlyWhenAPodIsOtherThanBeforeForTheAgent() {
    var mixer = pod("mixer").profile("realtime");
    server.put(mixer);
    cluster.settled();
    var before = cluster.changes.get();
    server.put(mixer.status("startTime", "2026-01-01T00:00:00Z").label("other/word", "x"));
    server.put(mixer.profile("render"));
    Cluster.soon().until(() -> cluster.pod("mixer").labels().containsValue("render"));
    assertThat(cluster.changes.get() - before).isEqualTo(1);
  }

  @Test
  void knowsAPodMadeAnewUnderItsNameAsAnother() {
    var old = pod("mixer").uid("uid-1");
    server.put(old);
    cluster.settled();
    server.put(pod("mixer").uid("uid-2"));
    Cluster.soon().until(() -> cluster.list().pods().size() == 2);
    server.delete(old);
    Cluster.soon().until(() -> cluster.list().pods().size() == 1);
    assertThat(cluster.list().pods()).extracting(Pod::uid).containsExactly("uid-2");
  }

  @Test
  void countsWhatKubeletHasGivenAndNotWhatWaitsForRoom() {
    var mixer = pod("mixer").memory("64Mi", "128Mi").given(null, null);
    server.put(mixer);
    cluster.settled();
    assertMemory(64, 128);
    server.put(mixer.memory("128Mi", "256Mi").given("64Mi", "128Mi").profile("realtime"));
    Cluster.soon().until(() -> !cluster.pod("mixer").labels().isEmpty());
    assertMemory(64, 128);
    server.put(mixer.given("200Mi", "128Mi").profile("render")); // half enacted
    Cluster.soon().until(() -> cluster.pod("mixer").labels().containsValue("render"));
    assertMemory(128, 128);
    server.put(mixer.given("128Mi", "256Mi").profile("realtime"));
    Cluster.soon().until(() -> cluster.pod("mixer").labels().containsValue("realtime"));
    assertMemory(128, 256);
  }

  private void assertMemory(int request, int limit) {
    var container = cluster.pod("mixer").containers().getFirst();
    assertThat(container.memoryRequest()).isEqualTo(Bytes.ofMebibytes(request));
    assertThat(container.memoryLimit()).isEqualTo(Bytes.ofMebibytes(limit));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Succeeded", "Failed"})
  void leavesOutWhatHasFinished(String phase) {
    var job = pod("job");
    server.put(job).put(pod("done").status("phase", phase));
    cluster.awaitNames("job");
    server.put(job.status("phase", phase));
    cluster.awaitNames();
    assertThat(cluster.settled().list().complete()).isTrue();
  }

  @Test
  void keepsTheLastGoodReadingOfAPodThatBecameMalformed() {
    var mixer = pod("mixer").memory("64Mi", "128Mi");
    server.put(mixer);
    cluster.settled();
    var good = cluster.pod("mixer");
    server.put(mixer.memory("a lot", "128Mi")).put(pod("organ"));
    cluster.awaitNames("mixer", "organ");
    assertThat(cluster.pod("mixer")).isEqualTo(good);
    assertThat(cluster.list().complete()).isTrue();
    assertThat(cluster.list().problems())
        .singleElement()
        .asString()
        .startsWith("api: pod mixer: container main: requests.memory");
    server.put(mixer.memory("32Mi", "128Mi"));
    Cluster.soon().until(() -> cluster.list().problems().isEmpty());
  }

  @Test
  void isNotCompleteWhileAPodCouldNeverBeRead() {
    var odd = pod("odd").spec("containers", Map.of("not", "a list"));
    server.put(pod("mixer")).put(odd);
    cluster.awaitNames("mixer");
    assertThat(cluster.list().complete()).isFalse();
    assertThat(cluster.list().problems())
        .singleElement()
        .asString()
        .contains("spec.containers is not what a Pod has there");
    server.delete(odd);
    Cluster.soon().until(() -> cluster.list().complete());
  }

  @Test
  void takesALongListPageByPageAndTellsOfItWhenItIsWhole() {
    try (var large = FakeApiServer.away()) {
      IntStream.range(0, 320).mapToObj(i -> pod("pod-" + i)).forEach(large::put);
      large.start();
      try (var followed = new Cluster(large)) {
        Cluster.soon().until(() -> !followed.list().pods().isEmpty());
        assertThat(followed.list().pods()).hasSize(320);
        assertThat(followed.list().complete()).isTrue();
        assertThat(large.requests("list")).hasSize(7).allMatch(it -> it.contains("limit=50"));
      }
    }
  }

  @Test
  void ignoresPodsBeyondTheBoundAndSaysSo() {
    try (var huge = FakeApiServer.away()) {
      IntStream.range(0, 1001).mapToObj(i -> pod("pod-" + i)).forEach(huge::put);
      huge.start();
      try (var followed = new Cluster(huge)) {
        Cluster.soon().until(() -> !followed.list().pods().isEmpty());
        assertThat(followed.list().pods()).hasSize(1000);
        assertThat(followed.list().complete()).isFalse();
        assertThat(followed.list().problems()).singleElement().asString().contains("1001 pods");
      }
    }
  }

  @Test
  void letsNobodyTakeTheUidOfAPodByCallingItselfItsMirror() {
    var thief = pod("thief").annotation("kubernetes.io/config.mirror", "uid-mixer");
    server.put(thief).put(pod("mixer"));
    cluster.awaitNames("mixer");
    assertThat(cluster.list().problems())
        .singleElement()
        .asString()
        .contains("studio/thief is ignored");
  }

  @Test
  void givesAStaticPodTheUidThatKubeletGaveIt() {
    server.put(pod("static").annotation("kubernetes.io/config.mirror", "0123abcd"));
    assertThat(cluster.awaitPod("static").uid()).isEqualTo("0123abcd");
  }

  @Test
  void keepsNothingOfAPodButWhatTheAgentUses() {
    server.put(pod("mixer").profile("realtime").label("app", "x").annotation("note", "y"));
    var mixer = cluster.awaitPod("mixer");
    assertThat(mixer.labels()).containsOnlyKeys("audionode.io/profile");
    assertThat(mixer.annotations()).isEmpty();
  }

  @Test
  void asksOnceForAPlan() {
    server.put(pod("mixer"));
    try (var once = ApiPods.once(cluster.client(), "n1")) {
      assertThat(once.pods().pods()).extracting(Pod::name).containsExactly("mixer");
      assertThat(once.link().orElseThrow().warning()).isEmpty();
      server.stop();
    }
    try (var nobody = ApiPods.once(cluster.client(), "n1")) {
      assertThat(nobody.pods().complete()).isFalse();
      assertThat(nobody.link().orElseThrow().warning())
          .hasValueSatisfying(
              warning -> assertThat(warning).startsWith("waiting for API server: list pods: "));
    }
  }

  @Test
  void endsItsThreadWhenItIsClosed() {
    cluster.settled().pods.close();
    assertThat(Stream.of(threads()).filter(Thread::isAlive).map(Thread::getName))
        .doesNotContain("audionode-pods");
  }

  private static Thread[] threads() {
    return Thread.getAllStackTraces().keySet().toArray(Thread[]::new);
  }
}
