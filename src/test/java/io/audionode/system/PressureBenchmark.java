package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.fixture.CountingClient;
import io.audionode.agent.model.pressure.Verdict;
import io.audionode.docs.PressureFigures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * How soon others know of pressure, for {@code scripts/bench pressure}: figures, of which only
 * counts are asserted. The agent is a process of its own and looks after pods in place, below a
 * kubepods that has a limit as kubelet gives it one; so memory runs out for them and not for those
 * who measure.
 */
class PressureBenchmark extends Scenario {
  private static final int HOGS = Bench.number("HOGS", 12);
  private static final int EVENTS = Bench.number("EVENTS", 3000);
  private static final int CLIENTS = 200;
  private static final int EVENTS_FOR_EACH = 40;
  private static final Duration LONG = Duration.ofMinutes(20);

  private static final String UID = "99999999-bbbb-4bbb-8ccc-00000000000";
  private static final String MIXER = UID + 0;
  private static final List<String> THRASHING = List.of(UID + 1, UID + 2, UID + 3);
  private static final long KUBEPODS_MAX = 320 * MIB;

  private static final String SEVERAL =
      triggers("low some 5ms", "mid some 10ms", "warn some 50ms", "all full 5ms");

  private static final Pattern PORT = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+) answers");

  private final Figures figures = new Figures();

  /** The configuration with triggers given as name, kind and stall; their windows are 500 ms. */
  private static String triggers(String... triggers) {
    var all =
        Stream.of(triggers)
            .map(text -> text.split(" ", -1))
            .map("{name: %s, kind: %s, stall: %s, window: 500ms}"::formatted)
            .toList();
    return "placement: in-place\npressure: {triggers: [%s]}".formatted(String.join(", ", all));
  }

  @Test
  void measuresHowSoonOthersKnow() throws IOException {
    pod("mixer", MIXER, "16Mi", "128Mi");
    THRASHING.forEach(uid -> pod("thrash" + uid.charAt(uid.length() - 1), uid, "8Mi", "32Mi"));
    agent.configure("placement: in-place");
    var process = startProcess("--config", agent.config().toString());
    var client = new PressureClient(port(process));
    figures.put("kernel", Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip());
    try (var stream = StreamReader.at(client.port(), "")) {
      race(client, stream);
      readFiles(client, stream);
      storm(client, stream);
    }
    figures.write(Bench.out().resolve("pressure.properties"));
    crowd(client);
    PressureFigures.of(figures.lines()).markdown().lines().forEach(System.out::println);
    figures.write(Bench.out().resolve("pressure.properties"));
  }

  private static int port(AgentProcess process) {
    var found = PORT.matcher(process.output());
    assertThat(found.find()).isTrue();
    return Integer.parseInt(found.group(1));
  }

  private void pod(String name, String uid, String request, String limit) {
    PodFile.pod(name, uid)
        .profile("realtime")
        .annotation("audionode.io/swap-max", "max")
        .memory(request, limit)
        .into(agent.pods);
  }

  private Workload mixer(String container) {
    return start(
            kubepods.burstable(MIXER).child(container),
            Workload.Birth.burstable(128 * MIB),
            "audio",
            "--mib",
            "64")
        .awaitRunning();
  }

  /** Hogs come and go beside an audio pod that asked for less than it uses. */
  private void race(PressureClient client, StreamReader stream) throws IOException {
    try (var _ = mixer("race")) {
      client.awaitArmed(kubepods.burstable(MIXER), "warn");
      kubepods.write(Kubepods.ROOT, "memory.max", Long.toString(KUBEPODS_MAX));
      try (var race = new HogRace(kubepods, kubepods.burstable(MIXER), stream)) {
        race.run(() -> hog(0));
        figures.put("cold.read", Stream.of(sinceRead(stream.arrivals().getFirst())));
        race.forget();
        for (var i = 1; i <= HOGS; i++) {
          var number = i;
          race.run(() -> hog(number));
          System.out.printf("hog %d of %d is through%n", i, HOGS);
        }
        race.into(figures);
        Files.write(Bench.out().resolve("pressure.csv"), race.picture());
      }
    } finally {
      kubepods.write(Kubepods.ROOT, "memory.max", "max");
    }
  }

  private Workload hog(int number) {
    return Workload.start(
        kubepods.bestEffort("hog").child("hog" + number),
        new Workload.Birth(1000, 0, Duration.ofMillis(10)),
        "hog",
        "--kind",
        "anon",
        "--mib",
        "400");
  }

  private static Duration sinceRead(StreamReader.Arrival arrival) {
    return Duration.ofNanos(arrival.nanos() - arrival.event().monotonicNanos());
  }

  /**
   * A pod that did not ask reads files below a limit of its own, and an audio pod is left alone.
   */
  private void readFiles(PressureClient client, StreamReader stream) throws IOException {
    agent.configure(triggers("low some 1ms", "warn some 50ms"));
    try (var _ = mixer("quiet");
        var samples = new HogRace(kubepods, kubepods.burstable(MIXER), stream)) {
      client.awaitArmed(kubepods.burstable(MIXER), "low");
      samples.awaitCalm();
      System.out.println("a pod reads files");
      var seen = stream.arrivals().size();
      var home = kubepods.bestEffort("reader").child("c");
      try (var reader = PageCacheReader.start(home)) {
        reader.awaitReclaimed(kubepods);
        reader.into(figures, kubepods);
      }
      for (var verdict : Verdict.values()) {
        figures.put("cache." + verdict.word(), since(stream, seen, verdict));
      }
      assertThat(since(stream, seen, Verdict.AUDIO_HURTS)).isZero();
      assertThat(since(stream, seen, Verdict.NOISE_ELSEWHERE)).isPositive();
    }
  }

  private static long since(StreamReader stream, int seen, Verdict verdict) {
    return stream.arrivals().stream()
        .skip(seen)
        .filter(arrival -> arrival.event().verdict().equals(verdict.word()))
        .count();
  }

  /** Audio pods that swap at their own limits all the time, and several triggers on each. */
  private void storm(PressureClient client, StreamReader stream) throws IOException {
    agent.configure(SEVERAL);
    THRASHING.forEach(this::thrash);
    THRASHING.forEach(uid -> client.awaitArmed(kubepods.burstable(uid), "all"));
    System.out.println("three pods swap at their limits");
    var seen = stream.arrivals().size();
    await().atMost(LONG).until(() -> stream.arrivals().size() >= seen + EVENTS);
    figures.put("read", stream.arrivals().stream().skip(seen).map(PressureBenchmark::sinceRead));
  }

  private void thrash(String uid) {
    start(
        kubepods.burstable(uid).child("c"),
        Workload.Birth.burstable(32 * MIB),
        "hog",
        "--kind",
        "anon",
        "--mib",
        "64",
        "--procs",
        "1");
  }

  private void endThrashing(String uid) {
    kubepods.remove(kubepods.burstable(uid).child("c"));
  }

  /** One of these pods with a slow trigger, and many who want to know of it. */
  private void crowd(PressureClient client) throws IOException {
    THRASHING.stream().skip(1).forEach(this::endThrashing);
    agent.configure(
        "placement: in-place\npressure: {triggers: [{name: slow, kind: some, stall: 50ms, window: 2s}]}");
    client.awaitArmed(kubepods.burstable(THRASHING.getFirst()), "slow");
    var clients = new ArrayList<CountingClient>();
    try (var stream = StreamReader.at(client.port(), "")) {
      IntStream.range(0, CLIENTS)
          .forEach(_ -> clients.add(CountingClient.follow(client.port(), "")));
      await().atMost(LONG).until(() -> clients.stream().allMatch(CountingClient::isOpen));
      System.out.printf("%d clients follow%n", CLIENTS);
      await().atMost(LONG).until(() -> clients.stream().allMatch(PressureBenchmark::hasSeenMany));
      figures.put("crowd.read", stream.arrivals().stream().map(PressureBenchmark::sinceRead));
      endThrashing(THRASHING.getFirst());
      await().atMost(LONG).until(() -> clients.stream().allMatch(CountingClient::knowsAll));
      figures
          .put("crowd.clients", clients.size())
          .put("crowd.events", clients.stream().mapToLong(CountingClient::events).sum())
          .put("crowd.lost", clients.stream().mapToLong(CountingClient::lost).sum());
      assertThat(clients).allMatch(Predicate.not(CountingClient::isEnded));
    } finally {
      clients.forEach(CountingClient::close);
    }
  }

  private static boolean hasSeenMany(CountingClient client) {
    return client.events() + client.lost() >= EVENTS_FOR_EACH;
  }
}
