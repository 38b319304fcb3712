package io.audionode.agent.http;

import static io.audionode.agent.fixture.PodBuilder.guaranteed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.fixture.Incidents;
import io.audionode.agent.fixture.MemoryLooks;
import io.audionode.agent.report.Report;
import io.audionode.agent.report.status.FakeVitals;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class HttpApiTest {
  private static TestApi api;

  @BeforeAll
  static void listen() {
    api = TestApi.well().with(report());
  }

  @AfterAll
  static void close() {
    api.close();
  }

  static Report report() {
    var pod = guaranteed("mixer", "256Mi");
    return new FakeFlow(FakeNode.withNumaNodes(2).pod(pod).born(pod, "c1", 10)).settle();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/status",
        "/api/v1/pods",
        "/api/v1/pods/uid-mixer",
        "/api/v1/node",
        "/api/v1/plan",
        "/api/v1/events",
        "/api/v1/pressure",
        "/api/v1/config",
        "/healthz",
        "/readyz"
      })
  void answersJsonThatNobodyKeeps(String path) {
    var response = api.get(path);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "Content-Type")).isEqualTo("application/json");
    assertThat(header(response, "Cache-Control")).isEqualTo("no-store");
    assertThat(json(response).isObject()).isTrue();
  }

  @Test
  void indentsOnRequest() {
    assertThat(api.get("/api/v1/node").body().lines()).hasSize(1);
    assertThat(api.get("/api/v1/node?pretty").body().lines()).hasSizeGreaterThan(20);
    assertThat(api.get("/api/v1/node?pretty=true").body().lines()).hasSizeGreaterThan(20);
    assertThat(api.get("/api/v1/node?pretty=false").body().lines()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/status", "/healthz", "/metrics", "/openapi.yaml", "/nowhere"})
  void answersHeadAsGetWithoutTheBody(String path) {
    var head = api.send("HEAD", path, "");
    assertThat(head.statusCode()).isEqualTo(api.get(path).statusCode());
    assertThat(head.body()).isEmpty();
    assertThat(Integer.parseInt(header(head, "Content-Length"))).isPositive();
  }

  @Test
  void namesTheKnownRoutesWhereThereIsNone() {
    var problem = problem(api.get("/api/v2/pods"), 404);
    assertThat(problem.get("instance").asString()).isEqualTo("/api/v2/pods");
    assertThat(problem.get("routes").valueStream().map(JsonNode::asString))
        .contains("/api/v1/pods/{uid}", "/healthz");
  }

  @Test
  void saysThatNoSuchPodAsks() {
    var problem = problem(api.get("/api/v1/pods/%3Cscript%3E"), 404);
    assertThat(problem.get("detail").asString()).startsWith("no pod of UID \"<script>\" asks");
    assertThat(problem.has("routes")).isFalse();
  }

  @Test
  void answersIncidentsInShortAndEachWhole() {
    api.with(Incidents.leak("a-1", 0)).with(Incidents.bare("a-2"));
    var all = json(api.get("/api/v1/incidents")).get("incidents");
    assertThat(all.valueStream().map(it -> it.get("id").asString())).containsExactly("a-2", "a-1");
    var ofPod = json(api.get("/api/v1/incidents?pod=default/mixer")).get("incidents");
    assertThat(ofPod.valueStream().map(it -> it.get("id").asString())).containsExactly("a-1");
    assertThat(json(api.get("/api/v1/incidents?pod=tuba")).get("incidents").size()).isZero();
    var whole = json(api.get("/api/v1/incidents/a-1"));
    assertThat(whole.at("/victims/0/comm").asString()).isEqualTo("hog (x)");
    assertThat(whole.get("samples").size()).isEqualTo(2);
    assertThat(problem(api.get("/api/v1/incidents/%3Cb%3E"), 404).get("detail").asString())
        .isEqualTo("no incident \"<b>\" is kept; /api/v1/incidents lists those that are");
  }

  @Test
  void saysThatNoSuchPodAsksForItsMemoryEither() {
    var problem = problem(api.get("/api/v1/pods/nobody/memory"), 404);
    assertThat(problem.get("detail").asString()).startsWith("no pod of UID \"nobody\" asks");
  }

  @Test
  void answersOthersWhileAPodsMemoryIsRead() {
    try (var slow = TestApi.well().with(report())) {
      var read = new CompletableFuture<Void>();
      slow.refresh = _ -> read;
      var answer = CompletableFuture.supplyAsync(() -> slow.get("/api/v1/pods/uid-mixer/memory"));
      assertThat(slow.get("/healthz").statusCode()).isEqualTo(200);
      assertThat(answer).isNotDone();

      slow.with(new MemoryLooks().look());
      read.complete(null);
      assertThat(json(answer.join()).get("name").asString()).isEqualTo("mixer");
    }
  }

  @Test
  void answersWhatIsKnownOfAPodsMemoryWhenReadingItTakesTooLong() {
    try (var slow = TestApi.well().with(report()).with(new MemoryLooks().look())) {
      slow.refresh = _ -> new CompletableFuture<>();
      assertThat(json(slow.get("/api/v1/pods/uid-mixer/memory")).get("charged").has("anon"))
          .isTrue();
    }
  }

  @Test
  void saysThatAPodsMemoryWasNotReadYet() {
    try (var young = TestApi.well().with(report())) {
      assertThat(problem(young.get("/api/v1/pods/uid-mixer/memory"), 503).get("detail").asString())
          .isEqualTo("this pod's memory was not read yet; ask again");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
  void allowsOnlyReading(String method) {
    var response = api.send(method, "/api/v1/pods", "");
    assertThat(header(response, "Allow")).isEqualTo("GET, HEAD");
    assertThat(problem(response, 405).get("detail").asString()).startsWith(method);
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/events?since=-1, 'query parameter since is \"-1\", allowed is a sequence number'",
    "/api/v1/events?since=x, since is \"x\"",
    "/api/v1/events?since=99999999999999999999, since is",
    "/api/v1/status?since=1, 'query parameter \"since\" is unknown; allowed here are [pretty]'",
    "/api/v1/status?pretty=yes, 'pretty is \"yes\", allowed is true or false'",
  })
  void refusesABadQuery(String path, String detail) {
    assertThat(problem(api.get(path), 400).get("detail").asString()).contains(detail);
  }

  @Test
  void refusesABody() {
    assertThat(problem(api.send("GET", "/api/v1/status", "{}"), 400).get("detail").asString())
        .contains("no request body");
    problem(api.send("POST", "/api/v1/status", "x".repeat(1_000_000)), 405);
  }

  @Test
  void answersEventsAfterANumber() {
    var all = json(api.get("/api/v1/events"));
    var latest = all.get("latest").asLong();
    assertThat(all.get("events").size()).isPositive();
    assertThat(json(api.get("/api/v1/events?since=" + latest)).get("events").size()).isZero();
    assertThat(json(api.get("/api/v1/events?since=" + (latest - 1))).get("events").size()).isOne();
  }

  @Test
  void exposesMetricsInTheFormatAskedFor() {
    assertThat(header(api.get("/metrics?name=ignored"), "Content-Type"))
        .isEqualTo("text/plain; version=0.0.4; charset=utf-8");
    var open =
        api.send("/metrics", request -> request.header("Accept", "application/openmetrics-text"));
    assertThat(header(open, "Content-Type")).startsWith("application/openmetrics-text");
  }

  @Test
  void answersProblemsToWhatIsNoHttp() throws IOException {
    assertThat(api.raw("nonsense\r\n\r\n")).contains(" 400 ", "application/problem+json");
    assertThat(api.raw("GET /" + "a".repeat(5000) + " HTTP/1.1\r\nHost: a\r\n\r\n"))
        .contains(" 414 ", "application/problem+json");
    assertThat(api.raw("GET / HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(9000) + "\r\n\r\n"))
        .contains(" 431 ", "application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/%zz", "/api/v1/pods/%", "/api/v1/pods/%ff", "/api/v1/status?%zz"})
  void survivesAMalformedPath(String target) throws IOException {
    assertThat(api.raw("GET " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
        .containsPattern("^HTTP/1.1 40[04] ")
        .contains("application/problem+json");
  }

  @Test
  void isNeitherReadyNorSilentBeforeTheFirstRun() {
    try (var young =
        new TestApi(FakeVitals.well().failing("no memory controller"), Duration.ZERO)) {
      for (var view : List.of("status", "pods", "pods/x", "node", "plan")) {
        assertThat(problem(young.get("/api/v1/" + view), 503).get("detail").asString())
            .endsWith("no memory controller");
      }
      assertThat(young.get("/readyz").statusCode()).isEqualTo(503);
      assertThat(json(young.get("/readyz")).get("ready").asBoolean()).isFalse();
      assertThat(young.get("/healthz").statusCode()).isEqualTo(200);
      assertThat(young.get("/api/v1/events").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void isNotReadyAnyMoreWhenTheLastRunFailed() {
    try (var failing = new TestApi(FakeVitals.well().failing("EIO"), Duration.ZERO)) {
      failing.with(report());
      var response = failing.get("/readyz");
      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(json(response).get("reason").asString())
          .startsWith("the last run of loop main failed: EIO");
      assertThat(failing.get("/api/v1/status").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void isUnhealthyWhenALoopHangs() {
    try (var hanging =
        new TestApi(FakeVitals.well().silentFor(Duration.ofSeconds(90)), Duration.ZERO)) {
      var response = hanging.get("/healthz");
      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(json(response).get("loops").get(0).get("ageMillis").asLong()).isEqualTo(90_000);
    }
  }

  @Test
  void saysWhatToDoWhenThePortIsTaken() {
    var second = api.second();
    assertThatThrownBy(() -> second.listen(TestApi.HOST, api.port))
        .isInstanceOf(ListenException.class)
        .hasMessageContainingAll("127.0.0.1:" + api.port, "in use", "--listen HOST:PORT");
  }

  private static JsonNode problem(HttpResponse<String> response, int status) {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(header(response, "Content-Type")).isEqualTo("application/problem+json");
    assertThat(json(response).get("status").asInt()).isEqualTo(status);
    return json(response);
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private static JsonNode json(HttpResponse<String> response) {
    return JsonMapper.shared().readTree(response.body());
  }
}
