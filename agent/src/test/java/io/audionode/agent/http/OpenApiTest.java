package io.audionode.agent.http;

import static io.audionode.agent.fixture.PodBuilder.guaranteed;
import static io.audionode.agent.fixture.PodBuilder.pod;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.fixture.Incidents;
import io.audionode.agent.fixture.MemoryLooks;
import io.audionode.agent.fixture.PressureLooks;
import io.audionode.agent.fixture.ThreadLooks;
import io.audionode.agent.model.ApiLink;
import io.audionode.agent.model.incident.IncidentKind;
import io.audionode.agent.model.incident.Reason;
import io.audionode.agent.model.pressure.PressureLook;
import io.audionode.agent.model.pressure.Scope;
import io.audionode.agent.model.pressure.Verdict;
import io.audionode.agent.plan.Action;
import io.audionode.agent.report.events.EventKind;
import io.audionode.agent.report.status.FakeVitals;
import io.audionode.agent.report.status.PodAdoption;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.proc.ProcessId;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The document describes exactly what the server does. */
class OpenApiTest {
  private static final String ID = "https://audionode.io/openapi";

  private static TestApi young;
  private static TestApi api;
  private static JsonNode document;
  private static SchemaRegistry schemas;

  @BeforeAll
  static void listen() {
    young = TestApi.well();
    api = TestApi.well();
    document = new YAMLMapper().readTree(api.get("/openapi.yaml").body());
    schemas =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemas(Map.of(ID, document.toString())));
    everyKindOfPod();
  }

  @AfterAll
  static void close() {
    young.close();
    api.close();
  }

  private static void everyKindOfPod() {
    var born = guaranteed("born", "64Mi");
    var running = guaranteed("running", "64Mi");
    var mixed = guaranteed("mixed", "64Mi");
    var unserved = pod("unserved").profile("karaoke").container("c", "1Mi", null).build();
    var waiting = pod("waiting").build();
    var late =
        pod("late")
            .annotation("audionode.io/numa-node", "1")
            .container("main", "64Mi", "256Mi")
            .build();
    var node =
        FakeNode.withNumaNodes(2)
            .pod(born)
            .born(born, "b1", 10)
            .pod(running)
            .running(running, "r1", 20, Bytes.ofMebibytes(30))
            .pod(mixed)
            .running(mixed, "m1", 30, Bytes.ofMebibytes(30))
            .born(mixed, "m2", 31)
            .pod(unserved)
            .running(unserved, "u1", 40, Bytes.ofMebibytes(1))
            .pod(waiting)
            .pod(late)
            .running(late, "l1", 50, Bytes.ofMebibytes(30))
            .refuse(Action.WriteSwappiness.class, "EPERM");
    var flow = new FakeFlow(node);
    api.with(flow.runOnce()).with(flow.runOnce());
    var sampled =
        List.of(
            PressureLooks.event(PressureLooks.MIXER, null),
            PressureLooks.event(PressureLooks.NODE, PressureLooks.WARN),
            PressureLooks.uncountedEvent());
    var unread = List.of(PressureLooks.uncounted(PressureLooks.MIXER, null));
    api.with(Incidents.leak("full-1", 0)).with(Incidents.bare("bare-1"));
    withMemory();
    api.with(ThreadLooks.look(born, 1, ThreadLooks.use(11, 3, Duration.ofMillis(5))));
    api.with(PressureLooks.look(2))
        .with(new PressureLook(FakeFlow.START, PressureLooks.armed(), unread, List.of()))
        .with(new PressureLook(FakeFlow.START, PressureLooks.withoutPsi(), List.of(), sampled));
  }

  /** With growth over every window, a problem and a process without a reading. */
  private static void withMemory() {
    var pod = new MemoryLooks("uid-born");
    for (var sample = 0; sample < 200; sample++) {
      api.with(pod.pass(Duration.ofSeconds(20)).look());
      pod.anon++;
      pod.mixer().heap++;
    }
    pod.processes.put(new ProcessId(9, 9), MemoryLooks.Mapped.unread("smaps: not read yet"));
    pod.shared = new CgroupPath("audio/node0");
    api.with(pod.pass(Duration.ofSeconds(20)).look());
    assertThat(api.get("/api/v1/pods/uid-born/memory").body()).contains("\"growers\":[{");
  }

  @Test
  void hasExactlyTheServersRoutes() {
    var routes = new Routes(api.views());
    assertThat(document.get("paths").propertyNames())
        .containsExactlyInAnyOrderElementsOf(routes.paths());
  }

  @Test
  void hasExactlyTheQueryParametersOfEachRoute() {
    var routes = new Routes(api.views());
    for (var route : routes.all()) {
      var operation = document.get("paths").get(route.path()).get("get");
      var documented =
          operation
              .path("parameters")
              .valueStream()
              .map(OpenApiTest::resolved)
              .filter(parameter -> parameter.get("in").asString().equals("query"))
              .map(parameter -> parameter.get("name").asString());
      assertThat(documented).as(route.path()).containsExactlyInAnyOrderElementsOf(route.query());
    }
  }

  @Test
  void saysOfEachRouteWhetherItNeedsAToken() {
    var routes = new Routes(api.views());
    assertThat(document.at("/security/0").propertyNames()).containsExactly("token");
    for (var route : routes.all()) {
      var operation = document.get("paths").get(route.path()).get("get");
      assertThat(operation.has("security")).as(route.path()).isEqualTo(route.open());
      assertThat(operation.path("security")).as(route.path()).isEmpty();
      for (var refusal : List.of("401", "403")) {
        assertThat(operation.get("responses").has(refusal))
            .as(route.path() + " " + refusal)
            .isNotEqualTo(route.open());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"UNAUTHENTICATED, 401", "FORBIDDEN, 403", "UNAVAILABLE, 503"})
  void describesWhatTheServerAnswersToThoseItRefuses(Access.Decision decision, int status) {
    try (var guarded = TestApi.guarded((_, _) -> CompletableFuture.completedStage(decision))) {
      for (var route : new Routes(api.views()).all()) {
        if (!route.open()) {
          assertDescribed(guarded, route.path().replaceAll("\\{\\w+}", "x"), status);
        }
      }
    }
  }

  @Test
  void hasExactlyTheWordsOfTheAgent() {
    assertThat(words("Adoption"))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(PodAdoption.values()).map(PodAdoption::word).toList());
    assertThat(words("Verdict"))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Verdict.values()).map(Verdict::word).toList());
    assertThat(words("IncidentKind"))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(IncidentKind.values()).map(IncidentKind::word).toList());
    assertThat(words("IncidentReason"))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Reason.values()).map(Reason::word).toList());
    assertThat(words("Scope"))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Scope.values()).map(Scope::word).toList());
    assertThat(schema("Event").get("properties").get("kind").get("enum").valueStream())
        .extracting(JsonNode::asString)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(EventKind.values()).map(EventKind::word).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/status, 200",
    "/api/v1/pods, 200",
    "/api/v1/pods/uid-born, 200",
    "/api/v1/pods/uid-running, 200",
    "/api/v1/pods/uid-mixed, 200",
    "/api/v1/pods/uid-unserved, 200",
    "/api/v1/pods/uid-waiting, 200",
    "/api/v1/pods/uid-nobody, 404",
    "/api/v1/pods/uid-born/memory, 200",
    "/api/v1/pods/uid-waiting/memory, 503",
    "/api/v1/pods/uid-nobody/memory, 404",
    "/api/v1/pods/uid-born/threads, 200",
    "/api/v1/pods/uid-waiting/threads, 404",
    "/api/v1/pods/uid-nobody/threads, 404",
    "/api/v1/node, 200",
    "/api/v1/plan, 200",
    "/api/v1/events, 200",
    "/api/v1/events?since=x, 400",
    "/api/v1/pressure, 200",
    "/api/v1/pressure/stream?kind=many, 400",
    "/api/v1/incidents, 200",
    "/api/v1/incidents?pod=mixer, 200",
    "/api/v1/incidents?pod=, 400",
    "/api/v1/incidents/full-1, 200",
    "/api/v1/incidents/bare-1, 200",
    "/api/v1/incidents/none, 404",
    "/api/v1/config, 200",
    "/healthz, 200",
    "/readyz, 200",
  })
  void describesWhatTheServerAnswers(String path, int status) {
    assertDescribed(api, path, status);
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/status, 503",
    "/api/v1/pods, 503",
    "/api/v1/pods/x, 503",
    "/api/v1/pods/x/memory, 503",
    "/api/v1/pods/x/threads, 503",
    "/api/v1/node, 503",
    "/api/v1/plan, 503",
    "/readyz, 503",
    "/healthz, 200",
    "/api/v1/pressure, 200",
    "/api/v1/incidents, 200",
    "/api/v1/incidents/x, 404",
  })
  void describesWhatTheServerAnswersBeforeTheFirstRun(String path, int status) {
    assertDescribed(young, path, status);
  }

  @Test
  void describesHowWellTheApiServerIsHeard() {
    var run = new FakeFlow(FakeNode.withNumaNodes(1)).runOnce();
    var away = new ApiLink(false, true, Duration.ofSeconds(5), "refused");
    try (var server = new TestApi(FakeVitals.well().hearing(away), Duration.ZERO).with(run)) {
      assertDescribed(server, "/api/v1/status", 200);
      assertDescribed(server, "/readyz", 200);
    }
    var waiting = new ApiLink(false, false, null, null);
    try (var server = new TestApi(FakeVitals.well().hearing(waiting), Duration.ZERO).with(run)) {
      assertDescribed(server, "/api/v1/status", 200);
      assertDescribed(server, "/readyz", 503);
    }
  }

  @Test
  void describesWhichTriggersAreArmed() {
    var run = new FakeFlow(FakeNode.withNumaNodes(1)).runOnce();
    for (var triggers : List.of(PressureLooks.armed(), PressureLooks.withoutPsi())) {
      try (var server =
          new TestApi(FakeVitals.well().watching(triggers), Duration.ZERO).with(run)) {
        assertDescribed(server, "/api/v1/status", 200);
      }
    }
  }

  @Test
  void wouldNoticeAFieldThatIsNotDescribed() {
    assertThat(
            schemas
                .getSchema(SchemaLocation.of(ID + "#/components/schemas/Amount"))
                .validate("{\"bytes\": 1, \"text\": \"1\", \"unit\": \"B\"}", InputFormat.JSON))
        .hasSize(1);
  }

  private static void assertDescribed(TestApi server, String path, int status) {
    var response = server.get(path);
    assertThat(response.statusCode()).isEqualTo(status);
    var template =
        path.replaceAll("\\?.*", "")
            .replaceAll("/pods/[^/]+", "/pods/{uid}")
            .replaceAll("/incidents/.+", "/incidents/{id}");
    var described =
        resolved(
            document
                .get("paths")
                .get(template)
                .get("get")
                .get("responses")
                .get(Integer.toString(status)));
    var type = response.headers().firstValue("Content-Type").orElse("");
    var reference = described.get("content").get(type).get("schema").get("$ref").asString();
    assertThat(
            schemas
                .getSchema(SchemaLocation.of(ID + reference))
                .validate(response.body(), InputFormat.JSON))
        .as(response.body())
        .isEmpty();
  }

  private static JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? document.at(node.get("$ref").asString().substring(1)) : node;
  }

  private static List<String> words(String schema) {
    return schema(schema).get("enum").valueStream().map(JsonNode::asString).toList();
  }

  private static JsonNode schema(String name) {
    return document.get("components").get("schemas").get(name);
  }
}
