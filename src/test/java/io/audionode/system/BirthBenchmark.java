package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.docs.BirthRow;
import io.audionode.docs.BirthRun;
import io.audionode.system.PlaceClock.Birth;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * How soon a container that is born is protected, among few and among many audio pods, and how soon
 * one would notice it who looks again and again, for {@code scripts/bench births}: figures, of
 * which none is asserted.
 */
class BirthBenchmark extends Scenario {
  private static final String UID = "aaaaaaaa-aaaa-4bbb-8ccc-000000000002";
  private static final List<Integer> PODS =
      Stream.of(Bench.setting("PODS", "0,250").split(",", -1)).map(Integer::valueOf).toList();
  private static final int BIRTHS = Bench.number("BIRTHS", 100);

  /** Whose classes are loaded and code compiled while they are born: not timed. */
  private static final int COLD = 5;

  /** So long nothing more is written after a birth. */
  private static final Duration QUIET = Duration.ofSeconds(2);

  private static final Workload.Birth BIRTH =
      Workload.Birth.burstable(64 * MIB).quickerThanDocker();

  private final Crowd crowd = new Crowd(kubepods, agent.pods);

  @Test
  void measuresHowSoonAContainerIsProtected() throws IOException, InterruptedException {
    PodFile.pod("births", UID)
        .profile("realtime")
        .annotation("audionode.io/numa-node", "0")
        .memory("16Mi", "64Mi")
        .into(agent.pods);
    var rows = new ArrayList<BirthRow>();
    var crowded = new HashSet<Long>();
    try (crowd) {
      for (var pods : PODS) {
        for (var number = crowded.size(); number < pods; number++) {
          crowd.announce(number);
          crowded.addAll(crowd.bear(number, 1));
        }
        rows.addAll(among(crowded));
        Files.writeString(Bench.out().resolve("births.json"), run(rows).json());
      }
    }
    System.out.println(run(rows).markdown());
  }

  private static BirthRun run(List<BirthRow> rows) throws IOException {
    return new BirthRun(Bench.origin(), rows);
  }

  private List<BirthRow> among(Set<Long> crowded) throws InterruptedException {
    var home = kubepods.burstable(UID);
    try (var process = AgentProcess.run(agent)) {
      process.awaitOutput("answers").api().awaitReady();
      crowd.awaitProtected(crowded);
      var first = Workload.start(home.child("first"), BIRTH, "audio", "--mib", "4");
      try (first) {
        awaitProtected(first);
        for (var i = 0; i < COLD; i++) {
          bear("cold" + i, null);
        }
        return timed(crowded.size());
      } finally {
        kubepods.remove(home.child("first"));
        process.terminate();
        assertThat(agent.restore().left()).isEmpty();
      }
    }
  }

  private List<BirthRow> timed(int pods) throws InterruptedException {
    var births = new ArrayList<Birth>();
    var home = kubepods.burstable(UID);
    try (var clock = new PlaceClock(kubepods, home, NODE0.child("pod" + UID));
        var often = Poller.every(Duration.ofSeconds(1), () -> look(home));
        var seldom = Poller.every(Duration.ofSeconds(10), () -> look(home))) {
      for (var i = 0; i < BIRTHS; i++) {
        births.add(Objects.requireNonNull(bear("c" + i, clock)));
        System.out.println(births.getLast());
      }
      Thread.sleep(seldom.period());
      return List.of(
          row(pods, "its cgroup in the subtree is made", births, Birth::made),
          row(pods, "it is protected, there or in place", births, Birth::guarded),
          row(pods, "the last control file is written", births, Birth::lastWrite),
          row(pods, "who looks each second would look", births, birth -> next(often, birth)),
          row(pods, "who looks each ten seconds would look", births, birth -> next(seldom, birth)));
    }
  }

  /** The last thing that the agent writes of a new process. */
  private void awaitProtected(Workload audio) {
    await().atMost(PATIENCE).until(() -> kubepods.proc.oomScoreAdj(audio.pid()) == -500);
  }

  private long look(CgroupPath home) {
    return kubepods.exists(home) ? 1 : 0;
  }

  /** From the first process to the last, and the directory's end. */
  private @Nullable Birth bear(String name, @Nullable PlaceClock clock)
      throws InterruptedException {
    var home = kubepods.burstable(UID).child(name);
    try (var audio = Workload.start(home, BIRTH, "audio", "--mib", "4")) {
      awaitProtected(audio);
      Thread.sleep(QUIET);
      return clock == null ? null : clock.birth().orElseThrow();
    } finally {
      kubepods.remove(home);
      Thread.sleep(QUIET);
    }
  }

  private static @Nullable Long next(Poller poller, Birth birth) {
    return poller.polls().stream()
        .map(Poller.Poll::nanos)
        .filter(at -> at > birth.appeared())
        .findFirst()
        .orElse(null);
  }

  private static BirthRow row(
      int pods, String what, List<Birth> births, Function<Birth, @Nullable Long> moment) {
    var times = new ArrayList<Duration>();
    for (var birth : births) {
      var at = moment.apply(birth);
      if (at != null) {
        times.add(Duration.ofNanos(at - birth.appeared()));
      }
    }
    var all = Distribution.of(times);
    return new BirthRow(
        pods,
        what,
        all.count(),
        births.size(),
        micros(all.p50()),
        micros(all.p99()),
        micros(all.max()));
  }

  private static long micros(Duration time) {
    return time.toNanos() / 1000;
  }
}
