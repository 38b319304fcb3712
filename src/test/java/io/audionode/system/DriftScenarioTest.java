package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.report.events.Event;
import io.audionode.agent.report.events.EventKind;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Somebody else writes what the agent has set; inotify tells, or the agent would wait for 30 s. */
class DriftScenarioTest extends Scenario {
  private static final String UID = "99999999-aaaa-4bbb-8ccc-00000000000d";
  private static final Duration FIGHT = Duration.ofSeconds(40);
  private static final Duration HUNDREDTH = Duration.ofMillis(10);

  @Test
  void setsAgainWhatSomebodyElseChangesAndTellsOfIt() throws IOException {
    var audio = protectedPod();
    var min = kubepods.read(NODE0, "memory.min");

    kubepods.write(NODE0, "memory.min", "0");
    awaitToldOf("set audio/node0 memory.min = %s (was 0): changed by somebody".formatted(min));
    assertKnob(NODE0, "memory.min", min);

    kubepods.write(AUDIO, "cgroup.subtree_control", "-pids");
    awaitToldOf("set audio cgroup.subtree_control +pids: changed by systemd");
    assertThat(kubepods.read(AUDIO, "cgroup.subtree_control")).contains("pids");

    var place = kubepods.proc.cgroup(audio.pid()).path();
    kubepods.write(home(), "cgroup.procs", Integer.toString(audio.pid()));
    awaitToldOf("move process %d from %s".formatted(audio.pid(), home()));
    awaitIn(AUDIO, audio);
    assertThat(kubepods.proc.cgroup(audio.pid()).path().parent()).isEqualTo(place.parent());
  }

  @Test
  void makesAgainWhatSomebodyElseRemoves() throws IOException {
    startAgent();
    var node1 = node(1);
    assertThat(kubepods.exists(node1)).isTrue();
    kubepods.remove(node1);
    awaitToldOf("create audio/node1: changed by somebody");
    agent.awaitQuiet();
    assertKnob(node1, "cpuset.mems", "1");
  }

  @Test
  void doesNotFightForEver() throws Exception {
    protectedPod();
    var min = kubepods.read(NODE0, "memory.min");
    var ended = new AtomicBoolean();
    var writer =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!ended.get()) {
                    kubepods.write(NODE0, "memory.min", "0");
                    pause();
                  }
                });
    await().atMost(PATIENCE).until(() -> agent.status().warnings().size() == 1);
    var runs = agent.runs("main");
    Thread.sleep(FIGHT);
    var during = agent.runs("main") - runs;
    ended.set(true);
    writer.join();
    var told = told().size();
    assertThat(agent.status().warnings())
        .singleElement()
        .asString()
        .startsWith("audio/node0 memory.min is changed again and again by somebody else");
    assertThat(during).as("what is left wakes nobody").isLessThan(FIGHT.toSeconds() * 5);
    await().atMost(PATIENCE).until(() -> kubepods.read(NODE0, "memory.min").equals(min));
    System.out.printf(
        "a fight: told %d times, %d runs in %d s of %d writes a second%n",
        told, during, FIGHT.toSeconds(), Duration.ofSeconds(1).dividedBy(HUNDREDTH));
  }

  private static void pause() {
    try {
      Thread.sleep(HUNDREDTH);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Workload protectedPod() throws IOException {
    PodFile.pod("mixer", UID).profile("realtime").memory("64Mi", "120Mi").into(agent.pods);
    startAgent();
    var audio =
        start(home(), Workload.Birth.burstable(120 * MIB).adopted(), "audio", "--mib", "16");
    awaitIn(AUDIO, audio);
    audio.awaitRunning();
    awaitClass("rt", audio);
    agent.awaitQuiet();
    return audio;
  }

  private CgroupPath home() {
    return kubepods.burstable(UID).child("c");
  }

  private void awaitToldOf(String message) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(told()).anyMatch(text -> text.contains(message)));
    agent.awaitQuiet();
  }

  private List<String> told() {
    return agent.views().events().since(0).events().stream()
        .filter(event -> event.kind().equals(EventKind.DRIFT.word()))
        .map(Event::message)
        .toList();
  }
}
