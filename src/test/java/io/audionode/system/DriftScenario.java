package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.report.events.Event;
import io.audionode.agent.report.events.EventKind;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.util.List;

/** A protected pod whose values somebody else writes. */
class DriftScenario extends Scenario {
  private static final String UID = "99999999-aaaa-4bbb-8ccc-00000000000d";

  Workload protectedPod() throws IOException {
    pod().into(agent.pods);
    startAgent();
    var audio =
        start(home(), Workload.Birth.burstable(120 * MIB).adopted(), "audio", "--mib", "16");
    awaitIn(AUDIO, audio);
    audio.awaitRunning();
    awaitClass("rt", audio);
    agent.awaitQuiet();
    return audio;
  }

  static PodFile pod() {
    return PodFile.pod("mixer", UID).profile("realtime").memory("64Mi", "120Mi");
  }

  CgroupPath home() {
    return kubepods.burstable(UID).child("c");
  }

  void awaitToldOf(String message) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(told()).anyMatch(text -> text.contains(message)));
    agent.awaitQuiet();
  }

  List<String> told() {
    return agent.views().events().since(0).events().stream()
        .filter(event -> event.kind().equals(EventKind.DRIFT.word()))
        .map(Event::message)
        .toList();
  }
}
