package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.cgroupfs.bpf.DevicePrograms;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A container that is placed can open no device that its runtime denies it. Otherwise every audio
 * container could make a node for the host's disk, and read and write it.
 */
class DevicesScenarioTest extends Scenario {
  private static final String OTHER = "99999999-aaaa-4bbb-8ccc-000000000001";
  private static final String UID = "99999999-aaaa-4bbb-8ccc-000000000002";

  /** Tells every second whether /dev/zero opens, in a process of its own. */
  private static final String PROBE =
      "while :; do if (true </dev/zero) 2>/dev/null; then echo opened; else echo denied; fi;"
          + " sleep 1; done";

  @ParameterizedTest
  @ValueSource(strings = {"container", "node"})
  void deniesAPlacedContainerTheSameDevicesFromItsFirstInstruction(String domain)
      throws IOException {
    // What tells the agent that this node's runtime attaches device programs at all.
    var other = kubepods.burstable(OTHER).child("c0");
    start(other, birth(), "/bin/sh", "-c", PROBE);
    await().atMost(PATIENCE).until(() -> !effective(other).isEmpty());
    var home = kubepods.burstable(UID).child("c1");
    PodFile.pod("mixer", UID).profile("realtime").memory("32Mi", "64Mi").into(agent.pods);
    startAgent("domain: " + domain);

    var probe = start(home, birth().adopted(), "/bin/sh", "-c", PROBE);

    awaitIn(AUDIO, probe);
    var place = kubepods.proc.cgroup(probe.pid()).path();
    assertThat(effective(place)).isNotEmpty().containsAll(effective(home));
    awaitWords(probe, 3);
    assertThat(words(probe)).containsOnly("denied");
    assertThat(kubepods.proc.cgroup(probe.pid()).path()).isEqualTo(place);

    agent.stop();
    assertThat(agent.restore().left()).isEmpty();

    assertThat(kubepods.exists(AUDIO)).isFalse();
    assertThat(kubepods.processes(home)).contains(probe.pid());
    awaitWords(probe, words(probe).size() + 2);
    assertThat(words(probe)).containsOnly("denied");
    assertThat(agent.differences()).isEmpty();
  }

  private static Workload.Birth birth() {
    return new Workload.Birth(900, 0, Duration.ofSeconds(3))
        .denyingZeroAfter(Duration.ofSeconds(2));
  }

  private List<Integer> effective(CgroupPath path) {
    try (var cgroup = kubepods.cgroups.open(path)) {
      return new DevicePrograms(cgroup).effective();
    }
  }

  private static void awaitWords(Workload probe, int count) {
    await().atMost(PATIENCE).until(() -> words(probe).size() >= count);
  }

  private static List<String> words(Workload probe) {
    return probe.output().lines().skip(1).toList();
  }
}
