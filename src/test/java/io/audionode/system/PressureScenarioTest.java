package io.audionode.system;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.model.pressure.Verdict;
import io.audionode.agent.report.pressure.PressureEventView;
import io.audionode.agent.report.status.TriggersView;
import io.audionode.cgroupfs.memory.MemoryStat;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Memory pressure is told as it happens, of those that it hurts. */
class PressureScenarioTest extends Scenario {
  private static final String AUDIO_POD = "99999999-aaaa-4bbb-8ccc-000000000001";
  private static final String READER = "99999999-aaaa-4bbb-8ccc-000000000002";
  private static final CgroupPath CONTAINER = NODE0.child("pod" + AUDIO_POD).child("c");

  /** Far more than the reader's limit, so that what was dropped is read again. */
  private static final String READ_FILES =
      "while :; do cat /usr/lib/x86_64-linux-gnu/lib*.so* >/dev/null; done";

  @Test
  void tellsClientsWhenAudioHurtsAtItsOwnLimit() throws IOException {
    pod("mixer", "64Mi", "96Mi").into(agent.pods);
    startAgent();
    try (var client = StreamReader.of(agent, "?pod=" + AUDIO_POD)) {
      var hog = hogInAudioPod();
      awaitIn(CONTAINER, hog);
      var event = client.awaitEvent(PressureScenarioTest::isHurt);
      assertThat(event.cgroup()).startsWith(CONTAINER.value());
      assertThat(event.domain()).isEqualTo(CONTAINER.value());
      assertThat(event.pod()).isEqualTo(AUDIO_POD);
      assertThat(event.subject()).isEqualTo("audio/mixer");
      assertThat(lost(event)).isPositive();
      assertThat(event.since().someMicros()).isPositive();
      assertThat(event.actions()).isEmpty();
      client.awaitEvents(60);
      assertThat(fired(agent.status().triggers())).containsKey(CONTAINER.value());
    }
  }

  @Test
  void saysNothingOfAudioWhileAnotherPodReadsFilesBelowItsOwnLimit() throws IOException {
    pod("mixer", "64Mi", "128Mi").into(agent.pods);
    startAgent();
    agent.configure("pressure: {triggers: [{name: low, kind: some, stall: 1ms, window: 500ms}]}");
    await().atMost(PATIENCE).until(() -> List.of("low").equals(armed().get("/")));
    var audio =
        start(
            kubepods.burstable(AUDIO_POD).child("c"),
            Workload.Birth.burstable(128 * MIB).adopted(),
            "audio",
            "--mib",
            "48");
    awaitIn(CONTAINER, audio);
    audio.awaitRunning();
    agent.awaitQuiet();
    try (var hurt = StreamReader.of(agent, "?verdict=" + Verdict.AUDIO_HURTS.word());
        var all = StreamReader.of(agent, "?cgroup=/")) {
      var home = kubepods.burstable(READER).child("c");
      start(
          home,
          new Workload.Birth(900, 24 * MIB, Duration.ofSeconds(1)),
          "/bin/sh",
          "-c",
          READ_FILES);
      await().atMost(PATIENCE).until(() -> refaults(home) > 2_000);
      assertThat(all.awaitEvent(event -> event.cgroup().equals("/")).verdict())
          .isEqualTo(Verdict.NOISE_ELSEWHERE.word());
      System.out.printf(
          "page-cache I/O of another pod: %d events of the node, %d refaults, pressure %s%n",
          all.events().size(),
          refaults(home),
          kubepods.read(home, "memory.pressure").lines().toList());
      assertThat(hurt.events()).isEmpty();
    }
    assertThat(audio.measure("majflt")).isZero();
  }

  @Test
  void disarmsWithAPodAndArmsItsCgroupWhenItIsMadeAgain() throws IOException {
    pod("mixer", "64Mi", "96Mi").into(agent.pods);
    startAgent();
    assertThat(armed()).containsOnlyKeys("/", "audio/node0", "audio/node1");
    assertThat(agent.status().triggers().degraded()).isNull();

    var first = audioInPod();
    awaitIn(CONTAINER, first);
    await().atMost(PATIENCE).until(() -> armed().containsKey(CONTAINER.value()));
    assertThat(armed())
        .containsKeys(CONTAINER.child("main").value(), CONTAINER.child("rt").value())
        .allSatisfy((_, names) -> assertThat(names).containsExactly("warn", "critical"));

    first.close();
    kubepods.remove(Kubepods.ROOT.child("burstable").child("pod" + AUDIO_POD));
    await().atMost(PATIENCE).until(() -> !armed().containsKey(CONTAINER.value()));
    await().atMost(PATIENCE).until(() -> agent.status().triggers().refused() == 0);

    var second = audioInPod();
    awaitIn(CONTAINER, second);
    await().atMost(PATIENCE).until(() -> armed().containsKey(CONTAINER.value()));

    agent.configure("pressure: {triggers: [{name: only, kind: some, stall: 100ms, window: 1s}]}");
    await()
        .atMost(PATIENCE)
        .until(() -> armed().values().stream().allMatch(List.of("only")::equals));
    assertThat(armed()).containsKey(CONTAINER.value());
  }

  private long refaults(CgroupPath path) {
    return MemoryStat.parse(kubepods.read(path, "memory.stat") + "\n").workingsetRefault();
  }

  private static PodFile pod(String name, String request, String limit) {
    return PodFile.pod(name, AUDIO_POD)
        .profile("realtime")
        .annotation("audionode.io/numa-node", "0")
        .annotation("audionode.io/swap-max", "max")
        .memory(request, limit);
  }

  /** Takes more than the pod may have, so that its own pages go to swap and come back. */
  private Workload hogInAudioPod() {
    return start(
        kubepods.burstable(AUDIO_POD).child("c"),
        Workload.Birth.burstable(96 * MIB).adopted(),
        "hog",
        "--kind",
        "anon",
        "--mib",
        "160",
        "--procs",
        "2");
  }

  private Workload audioInPod() {
    return start(
        kubepods.burstable(AUDIO_POD).child("c"),
        Workload.Birth.burstable(96 * MIB).adopted(),
        "audio",
        "--mib",
        "16");
  }

  private static long lost(PressureEventView event) {
    return requireNonNull(event.since().majorFaults()) + requireNonNull(event.since().refaults());
  }

  private static boolean isHurt(PressureEventView event) {
    return event.verdict().equals(Verdict.AUDIO_HURTS.word());
  }

  private Map<String, List<String>> armed() {
    return agent.status().triggers().cgroups().stream()
        .filter(cgroup -> !cgroup.armed().isEmpty())
        .collect(Collectors.toMap(TriggersView.OfCgroup::cgroup, TriggersView.OfCgroup::armed));
  }

  private static Map<String, Long> fired(TriggersView triggers) {
    return requireNonNull(triggers).cgroups().stream()
        .filter(cgroup -> cgroup.fired() > 0)
        .collect(Collectors.toMap(TriggersView.OfCgroup::cgroup, TriggersView.OfCgroup::fired));
  }
}
