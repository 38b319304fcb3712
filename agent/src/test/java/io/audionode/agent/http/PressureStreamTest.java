package io.audionode.agent.http;

import static io.audionode.agent.fixture.PressureLooks.MIXER;
import static io.audionode.agent.fixture.PressureLooks.NODE;
import static io.audionode.agent.fixture.PressureLooks.WARN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.fixture.PodBuilder;
import io.audionode.agent.fixture.PressureLooks;
import io.audionode.agent.model.Migration.State;
import io.audionode.agent.model.pressure.PressureEvent;
import io.audionode.agent.model.pressure.PressureLook;
import io.audionode.cgroupfs.format.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PressureStreamTest {
  private static final long START = FakeFlow.START.getEpochSecond();
  private static final Limits LIMITS =
      new Limits(320, Duration.ofSeconds(5), 256, Duration.ofMillis(200));

  private final TestApi api = TestApi.limited(LIMITS);
  private final List<StreamClient> clients = new ArrayList<>();

  @AfterEach
  void close() {
    clients.forEach(StreamClient::close);
    api.close();
  }

  @Test
  void tellsTwoHundredClientsEveryEventInOrder() {
    for (int i = 0; i < 200; i++) {
      follow("");
    }
    clients.forEach(client -> client.awaitLine("event: open"));
    for (int i = 0; i < 20; i++) {
      api.with(PressureLooks.look(1));
    }
    for (var client : clients) {
      assertThat(client.awaitEvents(20).numbers()).isEqualTo(numbers(1, 20));
      assertThat(client.data("gap")).isEmpty();
    }
    await().untilAsserted(() -> assertThat(metric("audionode_pressure_clients")).isEqualTo(200));
    await()
        .untilAsserted(
            () -> assertThat(metric("audionode_pressure_delivery_seconds_count")).isEqualTo(4000));
  }

  @Test
  void tellsHowFarMigrationsAreOnceForEachChange() {
    var late =
        PodBuilder.pod("late")
            .annotation("audionode.io/numa-node", "1")
            .container("main", "64Mi", "256Mi")
            .build();
    var node = FakeNode.withNumaNodes(2).pod(late).running(late, "c", 50, Bytes.ofMebibytes(30));
    var flow = FakeFlow.migrating(node);
    api.with(flow.runOnce());
    var all = follow("").awaitLine("event: open");
    var other = follow("?pod=other").awaitLine("event: open");
    var warnings = follow("?verdict=audio-hurts").awaitLine("event: open");

    api.with(flow.settle()).with(flow.settle());
    all.awaitLine("event: migration");
    node.migration(FakeNode.home(late).child("c"), State.FAILED);
    api.with(flow.runOnce());

    await().untilAsserted(() -> assertThat(all.data("migration")).hasSize(2));
    var last = all.data("migration").getLast();
    assertThat(last.get("subject").asString()).isEqualTo(late.title());
    assertThat(last.get("migrations").get(0).get("state").asString()).isEqualTo("failed");
    for (var client : List.of(other, warnings)) {
      assertThat(client.data("migration")).isEmpty();
    }
  }

  @Test
  void tellsASlowClientWhatItLostAndDelaysNobody() {
    var slow = StreamClient.connect(api, "");
    clients.add(slow);
    var quick = follow("").awaitLine("event: open");
    await().untilAsserted(() -> assertThat(metric("audionode_pressure_clients")).isEqualTo(2));

    // Far more than the log and all buffers on the way hold.
    for (int i = 1; i <= 300; i++) {
      api.with(PressureLooks.look(TestApi.EVENTS_KEPT / 5));
      quick.awaitEvents(i * TestApi.EVENTS_KEPT / 5);
    }
    var all = 300 * TestApi.EVENTS_KEPT / 5;
    assertThat(quick.numbers()).isEqualTo(numbers(1, all));

    slow.read();
    await().untilAsserted(() -> assertThat(slow.numbers()).contains((long) all));
    var lost = slow.data("gap").stream().mapToLong(gap -> gap.get("lost").asLong()).sum();
    assertThat(lost).isPositive();
    assertThat(slow.numbers()).isSorted();
    assertThat(slow.numbers().size() + lost).isEqualTo(all);
    assertThat(metric("audionode_pressure_lost_total")).isEqualTo((double) lost);
  }

  @Test
  void measuresOnlyWhatIsNewAndNotWhatAClientMissed() {
    api.with(PressureLooks.look(5));
    var back = follow("", "Last-Event-ID: " + START + "-0").awaitEvents(5);
    api.with(PressureLooks.look(2));
    back.awaitEvents(7);
    await()
        .untilAsserted(
            () -> assertThat(metric("audionode_pressure_delivery_seconds_count")).isEqualTo(2));
  }

  @Test
  void tellsAFilteredClientHowFarItIs() {
    var none = follow("?kind=full").awaitLine("event: open");
    api.with(PressureLooks.look(3));
    assertThat(none.awaitLine("id: " + START + "-3").numbers()).isEmpty();
  }

  @Test
  void holdsNoPlaceForAClientThatLeftWhileItsTokenWasReviewed() {
    var review = new CompletableFuture<Access.Decision>();
    var asked = new AtomicReference<CompletableFuture<Access.Decision>>(review);
    var settled = new AtomicInteger();
    var open = CompletableFuture.completedFuture(Access.Decision.ALLOWED);
    var limits = new Limits(8, Duration.ofSeconds(5), 1, Duration.ofHours(1));
    try (var guarded = TestApi.guarded((_, _) -> asked.get(), limits)) {
      var left = StreamClient.connect(guarded, "", "Authorization: Bearer t");
      await().until(() -> review.getNumberOfDependents() > 0);
      left.close();
      asked.set(open);
      // Answers come from the one event loop, which has seen the end of the other connection then.
      await()
          .until(
              () -> guarded.get("/healthz").statusCode() == 200 && settled.incrementAndGet() > 5);
      review.complete(Access.Decision.ALLOWED);
      try (var next = StreamClient.connect(guarded, "", "Authorization: Bearer t").read()) {
        assertThat(next.awaitLine("event: open").lines()).contains("event: open");
      }
    }
  }

  @Test
  void resumesWhereAClientLeft() {
    var first = follow("").awaitLine("event: open");
    api.with(PressureLooks.look(3));
    assertThat(first.awaitEvents(3).lines()).contains("id: " + START + "-3");
    first.close();
    api.with(PressureLooks.look(2));

    var second = follow("", "Last-Event-ID: " + START + "-3");
    assertThat(second.awaitEvents(2).numbers()).containsExactly(4L, 5L);
    assertThat(second.data("gap")).isEmpty();
  }

  @Test
  void tellsOfAGapBeforeWhatIsLeft() {
    api.with(PressureLooks.look(TestApi.EVENTS_KEPT + 10));
    var late = follow("", "Last-Event-ID: " + START + "-4").awaitEvents(TestApi.EVENTS_KEPT);
    assertThat(late.data("gap"))
        .singleElement()
        .satisfies(gap -> assertThat(gap.get("lost").asLong()).isEqualTo(6));
    assertThat(late.numbers()).isEqualTo(numbers(11, TestApi.EVENTS_KEPT + 10));

    var foreign = follow("", "Last-Event-ID: 1-4").awaitEvents(TestApi.EVENTS_KEPT);
    assertThat(foreign.data("gap"))
        .singleElement()
        .satisfies(gap -> assertThat(gap.get("lost").isNull()).isTrue());
  }

  @ParameterizedTest
  @CsvSource({
    "?pod=default/mixer, 1 3",
    "?pod=mixer, 1 3",
    "?pod=uid-mixer&kind=some, 1",
    "?cgroup=audio/node0, 1 3",
    "?cgroup=audio/node0/poduid-mixer/c1, 1 3",
    "?cgroup=/, 2",
    "?cgroup=audio/node, ''",
    "?verdict=noise-elsewhere, 2",
    "?kind=full, ''",
    "?pod=node, ''",
  })
  void givesOnlyWhatAClientAskedFor(String query, String numbers) {
    var some = follow(query).awaitLine("event: open");
    var all = follow("").awaitLine("event: open");
    api.with(
        look(
            PressureLooks.event(MIXER, WARN),
            PressureLooks.event(NODE, WARN),
            PressureLooks.event(MIXER, null)));
    all.awaitEvents(3);
    var wanted = Stream.of(numbers.split(" ")).filter(word -> !word.isEmpty()).map(Long::valueOf);
    assertThat(some.awaitLine(": heartbeat").numbers()).containsExactlyElementsOf(wanted.toList());
  }

  @Test
  void keepsAQuietStreamAliveBeyondTheTimeForAHead() {
    var limits = new Limits(8, Duration.ofMillis(300), 4, Duration.ofMillis(100));
    try (var hasty = TestApi.limited(limits);
        var client = StreamClient.connect(hasty, "").read()) {
      await().until(() -> heartbeats(client) > 10);
      hasty.with(PressureLooks.look(1));
      assertThat(client.awaitEvents(1).numbers()).containsExactly(1L);
    }
  }

  @Test
  void saysThatNoMoreMayFollowAndStillAnswersProbes() {
    var limits = new Limits(8, Duration.ofSeconds(5), 2, Duration.ofSeconds(5));
    try (var small = TestApi.limited(limits);
        var second = StreamClient.connect(small, "").read()) {
      var first = StreamClient.connect(small, "").read();
      clients.add(first);
      first.awaitLine("event: open");
      second.awaitLine("event: open");
      var third = small.get("/api/v1/pressure/stream");
      assertThat(third.statusCode()).isEqualTo(503);
      assertThat(third.headers().firstValue("Retry-After")).contains("5");
      assertThat(small.get("/healthz").statusCode()).isEqualTo(200);
      first.close();
      await()
          .untilAsserted(
              () ->
                  assertThat(small.get("/metrics").body())
                      .contains("audionode_pressure_clients 1.0"));
    }
  }

  @Test
  void answersAHeadRequestAndRefusesWhatIsNoId() {
    var head = api.send("HEAD", "/api/v1/pressure/stream", "");
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValue("Content-Type")).contains("text/event-stream");
    var bad = api.send("/api/v1/pressure/stream", request -> request.header("Last-Event-ID", "17"));
    assertThat(bad.statusCode()).isEqualTo(400);
    assertThat(api.get("/api/v1/pressure/stream?pod=").statusCode()).isEqualTo(400);
    assertThat(api.get("/api/v1/pressure/stream?cgroup=").statusCode()).isEqualTo(400);
    assertThat(bad.body()).contains("Last-Event-ID is \\\"17\\\"", START + "-0");
  }

  @Test
  void endsWhenTheTokenDoesNotCountAnyMore() {
    var decision = new AtomicReference<>(Access.Decision.ALLOWED);
    try (var guarded =
            TestApi.guarded((_, _) -> CompletableFuture.completedStage(decision.get()), LIMITS);
        var client = StreamClient.connect(guarded, "", "Authorization: Bearer t").read()) {
      client.awaitLine("event: open");
      decision.set(Access.Decision.UNAVAILABLE);
      var before = heartbeats(client);
      await().until(() -> heartbeats(client) > before + 2 * PressureStreams.HEARTBEATS_TO_JUDGE);
      decision.set(Access.Decision.UNAUTHENTICATED);
      client.awaitEnd();
      assertThat(guarded.get("/api/v1/pressure/stream").statusCode()).isEqualTo(401);
    }
  }

  private static long heartbeats(StreamClient client) {
    return client.lines().stream().filter(": heartbeat"::equals).count();
  }

  private StreamClient follow(String query, String... headers) {
    var client = StreamClient.connect(api, query, headers).read();
    clients.add(client);
    return client;
  }

  private double metric(String name) {
    return api.get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElse(-1);
  }

  private static PressureLook look(PressureEvent... events) {
    return new PressureLook(FakeFlow.START, PressureLooks.armed(), List.of(), List.of(events));
  }

  private static List<Long> numbers(int from, int to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }
}
