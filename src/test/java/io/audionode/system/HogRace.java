package io.audionode.system;

import static org.awaitility.Awaitility.await;

import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.psi.Pressure;
import io.audionode.cgroupfs.psi.Trigger;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Who knows first that a hog has started: a client of the agent's stream, a reader of the pod's
 * {@code memory.pressure} every second, or one every ten. The readers take as much stalling for
 * pressure as the agent's trigger does.
 */
final class HogRace implements AutoCloseable {
  static final Trigger WARN =
      new Trigger(Trigger.Kind.SOME, Duration.ofMillis(50), Duration.ofMillis(500));

  private static final Duration SAMPLES = Duration.ofMillis(250);
  private static final Duration CALM = Duration.ofSeconds(3);
  private static final Duration SHOWN_BEFORE = Duration.ofSeconds(3);
  private static final Duration SHOWN_AFTER = Duration.ofSeconds(15);

  private final CgroupPath pod;
  private final StreamReader stream;
  private final Poller everySecond;
  private final Poller everyTenSeconds;
  private final Poller podSamples;
  private final Poller nodeSamples;
  private final List<Trial> trials = new ArrayList<>();

  /** One hog, with the moments on the monotonic clock. */
  private record Trial(long start, long client, long everySecond, long everyTenSeconds) {
    Duration until(long moment) {
      return Duration.ofNanos(moment - start);
    }
  }

  /**
   * @param pod whose pressure is read
   * @param stream of all events
   */
  HogRace(Kubepods kubepods, CgroupPath pod, StreamReader stream) {
    this.pod = pod;
    this.stream = stream;
    this.everySecond = Poller.every(Duration.ofSeconds(1), () -> ofPod(kubepods, pod));
    this.everyTenSeconds = Poller.every(Duration.ofSeconds(10), () -> ofPod(kubepods, pod));
    this.podSamples = Poller.every(SAMPLES, () -> ofPod(kubepods, pod));
    this.nodeSamples = Poller.every(SAMPLES, () -> micros(kubepods.proc.memoryPressure()));
  }

  private static long ofPod(Kubepods kubepods, CgroupPath pod) {
    return micros(Pressure.parse(kubepods.read(pod, Memory.PRESSURE.file()) + "\n"));
  }

  private static long micros(Pressure pressure) {
    return pressure.some().orElseThrow().totalUsec();
  }

  /** Returns when nothing has stalled in the pod for some seconds. */
  void awaitCalm() {
    await().atMost(Scenario.PATIENCE).until(() -> podSamples.isCalm(CALM));
  }

  /** Starts a hog, and ends it when everybody knows. */
  void run(Supplier<Workload> hog) {
    awaitCalm();
    var seen = stream.arrivals().size();
    var start = System.nanoTime();
    try (var _ = hog.get()) {
      trials.add(
          await()
              .atMost(Scenario.PATIENCE)
              .until(() -> trial(start, seen), Optional::isPresent)
              .orElseThrow());
    }
  }

  /** What has been so far does not count. */
  void forget() {
    trials.clear();
  }

  private Optional<Trial> trial(long start, int seen) {
    var client =
        stream.arrivals().stream()
            .skip(seen)
            .filter(one -> one.isOf(pod))
            .filter(
                one -> one.event().monotonicNanos() > start) // others are late, of the hog before
            .findFirst();
    var second = everySecond.noticed(start, WARN.stall());
    var tenSeconds = everyTenSeconds.noticed(start, WARN.stall());
    return client.isPresent() && second.isPresent() && tenSeconds.isPresent()
        ? Optional.of(
            new Trial(start, client.get().nanos(), second.getAsLong(), tenSeconds.getAsLong()))
        : Optional.empty();
  }

  void into(Figures figures) {
    figures
        .put("race.client", trials.stream().map(one -> one.until(one.client())))
        .put("race.every1s", trials.stream().map(one -> one.until(one.everySecond())))
        .put("race.every10s", trials.stream().map(one -> one.until(one.everyTenSeconds())))
        .put(
            "race.later1s",
            trials.stream().map(one -> Duration.ofNanos(one.everySecond() - one.client())))
        .put(
            "race.later10s",
            trials.stream().map(one -> Duration.ofNanos(one.everyTenSeconds() - one.client())));
  }

  /**
   * The trial in which the slowest reader was neither quick nor slow, as lines {@code
   * seconds,what,value} that count from the hog's start.
   */
  List<String> picture() {
    var trial =
        trials.stream()
            .sorted(Comparator.comparing(one -> one.until(one.everyTenSeconds())))
            .skip((trials.size() - 1) / 2)
            .findFirst()
            .orElseThrow();
    return Stream.of(
            Stream.of("seconds,what,value", row(trial, trial.start(), "hog", "")),
            series(trial, "pod", podSamples),
            series(trial, "node", nodeSamples),
            events(trial),
            Stream.of(
                row(trial, trial.everySecond(), "reader 1 s", ""),
                row(trial, trial.everyTenSeconds(), "reader 10 s", "")))
        .flatMap(rows -> rows)
        .toList();
  }

  /** The share of each sample's time in which some task stalled, in percent. */
  private static Stream<String> series(Trial trial, String name, Poller samples) {
    var polls = samples.polls();
    return Stream.iterate(1, i -> i < polls.size(), i -> i + 1)
        .filter(i -> isShown(trial, polls.get(i).nanos()))
        .map(
            i -> {
              var before = polls.get(i - 1);
              var now = polls.get(i);
              var share =
                  (now.totalMicros() - before.totalMicros())
                      * 100_000.0
                      / (now.nanos() - before.nanos());
              return row(trial, now.nanos(), name, "%.1f".formatted(Math.min(100, share)));
            });
  }

  private Stream<String> events(Trial trial) {
    return stream.arrivals().stream()
        .filter(arrival -> isShown(trial, arrival.nanos()))
        .filter(arrival -> arrival.isOf(pod) || arrival.isOf(CgroupPath.ROOT))
        .map(
            arrival ->
                row(
                    trial,
                    arrival.nanos(),
                    arrival.isOf(pod) ? "event pod" : "event node",
                    arrival.event().verdict()));
  }

  private static boolean isShown(Trial trial, long nanos) {
    return nanos >= trial.start() - SHOWN_BEFORE.toNanos()
        && nanos <= trial.start() + SHOWN_AFTER.toNanos();
  }

  private static String row(Trial trial, long nanos, String what, String value) {
    return "%.3f,%s,%s".formatted((nanos - trial.start()) / 1e9, what, value);
  }

  @Override
  public void close() {
    Stream.of(everySecond, everyTenSeconds, podSamples, nodeSamples).forEach(Poller::close);
  }
}
