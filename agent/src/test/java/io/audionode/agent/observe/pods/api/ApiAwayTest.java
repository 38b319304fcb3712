package io.audionode.agent.observe.pods.api;

import static io.audionode.agent.fixture.ApiObject.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.fixture.FakeApiServer;
import io.audionode.agent.model.ApiLink;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Without this, a pod loses its protection because somebody restarts the control plane. */
class ApiAwayTest {
  private final FakeApiServer server = FakeApiServer.started();
  private final Cluster cluster = new Cluster(server);

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void goesOnWhereAWatchBrokeInTheMiddleOfAnEvent() {
    server.put(pod("mixer"));
    cluster.settled();
    var version = server.version();
    server.breakWatches().put(pod("organ"));
    cluster.awaitNames("mixer", "organ");
    assertThat(server.requests("list")).hasSize(1);
    assertThat(server.requests("watch")).last().asString().contains("resourceVersion=" + version);
  }

  @Test
  void goesOnAfterAWatchThatEndedAsAgreedWithoutCallingTheServerAway() {
    server.put(pod("mixer"));
    cluster.settled();
    server.put(pod("organ"));
    cluster.awaitNames("mixer", "organ");
    server.endWatches();
    Cluster.soon().until(() -> server.watches() > 0);
    assertThat(cluster.connected()).isTrue();
    assertThat(server.requests("list")).hasSize(1);
  }

  @Test
  void showsThatItsThreadIsThereAlsoWhileTheServerIsAway() {
    cluster.settled();
    server.stop();
    Cluster.soon().until(() -> !cluster.connected());
    var beats = cluster.pulse.state().looks();
    Cluster.soon().until(() -> cluster.pulse.state().looks() > beats + 1);
    assertThat(cluster.pulse.state().failures())
        .as("the server's trouble is no failure of its own")
        .isZero();
  }

  @Test
  void listsAnewAfterAFailureOfItsOwnAndTellsOfIt() {
    cluster.settled().deafen();
    server.put(pod("mixer"));
    Cluster.soon().until(() -> cluster.pulse.state().failures() == 1);
    server.put(pod("organ"));
    cluster.awaitNames("mixer", "organ");
    assertThat(server.requests("list")).hasSize(2);
    Cluster.soon().until(() -> cluster.pulse.state().lastFailure() == null);
    assertThat(cluster.pulse.state().failures()).isOne();
  }

  @Test
  void goesOnFromABookmark() {
    server.put(pod("mixer"));
    cluster.settled();
    server.bookmark().put(pod("organ"));
    cluster.awaitNames("mixer", "organ");
    server.bookmark();
    var version = server.version();
    server.breakWatches();
    Cluster.soon()
        .untilAsserted(
            () ->
                assertThat(server.requests("watch"))
                    .anyMatch(it -> it.contains("resourceVersion=" + version)));
    assertThat(server.requests("list")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void listsAnewWhatAForgetfulServerCannotTellOfAnyMore(boolean byEvent) {
    var mixer = pod("mixer");
    server.put(mixer);
    cluster.settled();
    server.stop().delete(mixer).put(pod("organ")).forget(byEvent).start();
    cluster.awaitNames("organ");
    cluster.settled();
    assertThat(server.requests("list")).hasSizeGreaterThan(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500})
  void listsAnewWhenALaterPageOfTheFirstListFails(int status) {
    try (var busy = FakeApiServer.started().refuseOnePage(status)) {
      putMoreThanAPage(busy);
      try (var followed = new Cluster(busy)) {
        followed.settled();
        assertThat(followed.list().pods()).hasSize(60);
        assertThat(followed.pods.link().orElseThrow().listed()).isTrue();
      }
    }
  }

  @Test
  void missesNoPodWhenALaterPageFailsAfterTheServerHasForgotten() {
    try (var busy = FakeApiServer.started()) {
      putMoreThanAPage(busy);
      try (var followed = new Cluster(busy)) {
        followed.settled();
        busy.stop().put(pod("organ")).forget(false).refuseOnePage(500).start();
        followed.awaitPod("organ");
        assertThat(followed.list().pods()).hasSize(61);
      }
    }
  }

  private static void putMoreThanAPage(FakeApiServer server) {
    IntStream.range(0, 60).mapToObj(i -> pod("pod-" + i)).forEach(server::put);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense\n",
        "[]\n",
        "{}\n",
        "{\"type\":\"ADDED\",\"object\":{}}\n",
        "{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"uid\":\"u\"}}}\n",
        "{\"type\":\"PAINTED\",\"object\":{\"metadata\":{\"uid\":\"u\",\"resourceVersion\":\"1\"}}}\n",
        "{\"type\":7}\n",
        "\n"
      })
  void survivesNonsense(String line) {
    server.put(pod("mixer"));
    cluster.settled();
    var lists = server.requests("list").size();
    server.say(line);
    Cluster.soon().until(() -> server.requests("list").size() > lists);
    server.put(pod("organ"));
    cluster.awaitNames("mixer", "organ");
  }

  @Test
  void refusesAnEventThatHasNoEnd() {
    server.put(pod("mixer"));
    cluster.settled();
    var half = "x".repeat(Lines.MAX_LINE / 2 + 1);
    server.say(half).say(half).say(half);
    Cluster.soon().until(() -> server.requests("watch").size() > 1);
    server.put(pod("organ"));
    cluster.awaitNames("mixer", "organ");
  }

  @Test
  void waitsForAServerThatIsAwayWhenTheAgentStarts() {
    try (var late = FakeApiServer.away();
        var waiting = new Cluster(late)) {
      Cluster.soon().until(() -> !waiting.trouble().equals("null"));
      assertThat(waiting.list().complete()).isFalse();
      var link = waiting.pods.link().orElseThrow();
      assertThat(link.listed()).isFalse();
      assertThat(link.silentFor()).isNull();
      assertThat(link.warning().orElseThrow()).startsWith("waiting for API server: list pods: ");
      late.put(pod("mixer")).start();
      waiting.awaitNames("mixer");
      waiting.settled();
      assertThat(waiting.pods.link().orElseThrow().warning()).isEmpty();
    }
  }

  @Test
  void keepsWhatItLastKnewWhileTheServerIsAwayAndThenLearnsWhatHappened() {
    var mixer = pod("mixer");
    server.put(mixer).put(pod("organ"));
    cluster.settled();
    server.stop();
    Cluster.soon().until(() -> !cluster.connected());
    assertThat(cluster.names()).containsExactlyInAnyOrder("mixer", "organ");
    assertThat(cluster.list().complete()).isTrue();
    assertThat(cluster.pods.link().flatMap(ApiLink::warning).orElseThrow())
        .matches("(?s)API server away for \\d+ s, the pods last known count: watch pods: .+");
    server.delete(mixer).start();
    cluster.awaitNames("organ");
    Cluster.soon().until(cluster::connected);
  }

  @ParameterizedTest
  @CsvSource({
    "list, 401, it does not know this agent",
    "list, 403, a ClusterRole with the verb list on pods",
    "list, 500, HTTP 500: the server says 500",
    "watch, 401, it does not know this agent",
    "watch, 403, a ClusterRole with the verb watch on pods",
    "watch, 500, HTTP 500: the server says 500",
  })
  void saysWhatIsRefusedAndWhatToDoAndTriesAgain(String verb, int status, String words) {
    try (var strict = FakeApiServer.started().refuse(verb, status).put(pod("mixer"));
        var refused = new Cluster(strict)) {
      Cluster.soon()
          .untilAsserted(
              () ->
                  assertThat(refused.trouble())
                      .startsWith("%s pods: HTTP %d".formatted(verb, status))
                      .contains(words));
      assertThat(refused.list().complete()).isEqualTo(verb.equals("watch"));
      strict.accept(verb);
      refused.settled().awaitNames("mixer");
      Cluster.soon().until(refused::connected);
    }
  }

  @Test
  void noticesAConnectionThatIsDead() {
    var pace = pace(Duration.ofMillis(20), Duration.ofMillis(20));
    try (var mute = FakeApiServer.started().put(pod("mixer"));
        var followed = new Cluster(mute, pace)) {
      Cluster.soon().until(() -> mute.requests("watch").size() > 2);
      mute.put(pod("organ"));
      followed.awaitNames("mixer", "organ");
      assertThat(mute.requests("list")).hasSize(1);
    }
  }

  /** What a wall clock does it cannot see; see ArchitectureTest. */
  @ParameterizedTest
  @ValueSource(ints = {-3600, 3600})
  void losesNoPodWhenTimeJumps(int seconds) {
    server.put(pod("mixer"));
    cluster.settled().leap(Duration.ofSeconds(seconds));
    server.put(pod("organ"));
    cluster.awaitNames("mixer", "organ");
    server.put(pod("piano"));
    cluster.awaitNames("mixer", "organ", "piano");
    Cluster.soon().until(cluster::connected);
    assertThat(server.requests("list")).hasSize(1);
  }

  @Test
  void takesAWatchThatEndsAtOnceForARefusal() {
    var pace = pace(Duration.ofMinutes(5), Duration.ofMinutes(1));
    try (var proxy = FakeApiServer.started().put(pod("mixer"));
        var followed = new Cluster(proxy, pace)) {
      Cluster.soon().until(() -> proxy.watches() > 0);
      proxy.endWatches();
      Cluster.soon().until(() -> proxy.requests("list").size() > 1);
      followed.settled();
    }
  }

  private static Pace pace(Duration watch, Duration grace) {
    var fast = Cluster.FAST;
    return new Pace(
        fast.firstWait(),
        fast.longestWait(),
        fast.answer(),
        watch,
        grace,
        Duration.ofMinutes(1),
        fast.namespaces());
  }
}
