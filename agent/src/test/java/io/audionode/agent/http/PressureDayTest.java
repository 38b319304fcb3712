package io.audionode.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.fixture.CountingClient;
import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.LiveObjects;
import io.audionode.agent.fixture.SimulatedDay;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * 24 hours of storms, pods and clients hold memory flat. Without this, a map that is never pruned
 * or a client that is never forgotten would be found by an OOM kill of the agent, days later. Takes
 * some seconds: tens of thousands of events are read, judged, kept and streamed as on a real node.
 */
class PressureDayTest {
  private static final int KEPT = 1000;
  private static final int HOUR = 60;
  private static final int DAY = 24 * HOUR;
  private static final int CLIENTS_COME_EVERY = 10;
  private static final int CLIENTS_STAY = 5;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** Of one cgroup a reading each 500 ms of the last 2 s, and one on either side of that. */
  private static final int RECENT = 6;

  private static final int POINTS = 60;

  private final TestApi api = TestApi.keeping(KEPT);
  private final SimulatedDay day = new SimulatedDay(api::with, this::minutePassed);
  private final Deque<CountingClient> quick = new ArrayDeque<>();
  private final Deque<StreamClient> slow = new ArrayDeque<>();
  private final Map<Integer, LiveObjects> heaps = new HashMap<>();
  private final Map<Integer, Long> meters = new HashMap<>();

  @AfterEach
  void close() {
    quick.forEach(CountingClient::close);
    slow.forEach(StreamClient::close);
    api.close();
  }

  @Test
  void holdsMemoryFlatFor24Hours() {
    var before = LiveObjects.now();
    day.run(Duration.ofMinutes(DAY));

    assertThat(day.failures()).isZero();
    assertThat(day.open()).as("descriptors left open").isZero();
    assertThat(api.pressure.log().latest().seq()).as("events").isGreaterThan(60_000);
    var softly = new SoftAssertions();
    for (var hour : new int[] {1, 24}) {
      assertBounds(softly, hour, before, heap(hour));
    }
    assertNoMore(softly, heap(1), heap(24));
    softly
        .assertThat((double) heap(24).total() / heap(1).total())
        .as("heap after a collection, hour 24 to hour 1: %s", heap(24).growth(heap(1)))
        .isLessThan(1.1);
    softly.assertThat(meters.get(24)).as("rows of /metrics").isEqualTo(meters.get(1));
    softly.assertAll();
  }

  private LiveObjects heap(int hour) {
    return heaps.getOrDefault(hour, new LiveObjects(Map.of(), Map.of()));
  }

  /** What each structure holds, exactly where it does not depend on the moment. */
  private static void assertBounds(
      SoftAssertions softly, int hour, LiveObjects before, LiveObjects now) {
    var exactly =
        Map.of(
            "report.pressure.PressureEventView", (long) KEPT,
            "report.pressure.Track", (long) SimulatedDay.WATCHED,
            "observe.pressure.Timeline", (long) SimulatedDay.WATCHED,
            "observe.pressure.ArmedTriggers$State", (long) SimulatedDay.TRIGGERS,
            "http.PressureStream", 2L * CLIENTS_STAY);
    exactly.forEach(
        (name, count) ->
            softly
                .assertThat(more(before, now, name))
                .as("%s after hour %d", name, hour)
                .isEqualTo(count));
    var atMost =
        Map.of(
            "report.pressure.PointView", (long) SimulatedDay.WATCHED * POINTS,
            "observe.pressure.Timeline$At", (SimulatedDay.WATCHED + 2L) * RECENT,
            "model.pressure.Reading", SimulatedDay.WATCHED * (RECENT + 3L),
            "model.pressure.TriggerState", (long) SimulatedDay.TRIGGERS,
            "model.pressure.PressureEvent", 0L);
    atMost.forEach(
        (name, count) ->
            softly
                .assertThat(more(before, now, name))
                .as("%s after hour %d", name, hour)
                .isLessThanOrEqualTo(count));
  }

  private static long more(LiveObjects before, LiveObjects now, String name) {
    var type = "io.audionode.agent." + name;
    return now.of(type) - before.of(type);
  }

  /** Of no class, known to this test or not. */
  private static void assertNoMore(SoftAssertions softly, LiveObjects early, LiveObjects late) {
    late.instances()
        .forEach(
            (name, count) ->
                softly
                    .assertThat(count)
                    .as("%s after hour 24, %d after hour 1", name, early.of(name))
                    .isLessThanOrEqualTo(early.of(name) * 5 / 4 + 20));
  }

  /** In the watcher's thread, which goes on after an exception, but not after an error. */
  private void minutePassed(int minutes) {
    try {
      if (minutes % CLIENTS_COME_EVERY == 0) {
        clientsComeAndGo();
      }
      if (minutes == HOUR || minutes == DAY) {
        count(minutes);
      }
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("after minute " + minutes, e);
    }
  }

  private void count(int minutes) {
    awaitClients();
    heaps.put(minutes / HOUR, LiveObjects.now());
    meters.put(minutes / HOUR, api.get("/metrics").body().lines().count());
  }

  /**
   * One that takes all it gets, where the one before it has left off, and one that takes nothing.
   */
  private void clientsComeAndGo() {
    var left = quick.size() < CLIENTS_STAY ? null : quick.remove();
    if (left != null) {
      left.close();
      slow.remove().close();
    }
    quick.add(CountingClient.follow(api.port, id(left)));
    slow.add(StreamClient.connect(api, ""));
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .atMost(PATIENCE)
        .until(() -> quick.getLast().isOpen());
  }

  private static String id(@Nullable CountingClient left) {
    return left == null ? "" : FakeFlow.START.getEpochSecond() + "-" + left.last();
  }

  private void awaitClients() {
    var latest = api.pressure.log().latest().seq();
    await().atMost(PATIENCE).until(() -> quick.stream().allMatch(one -> one.last() == latest));
    assertThat(quick).allMatch(CountingClient::knowsAll);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                api.get("/metrics")
                    .body()
                    .contains("audionode_pressure_clients %d.0".formatted(2 * CLIENTS_STAY)));
  }
}
