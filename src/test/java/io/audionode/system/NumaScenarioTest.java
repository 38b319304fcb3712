package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.cgroupfs.memory.MemoryNumaStat;
import io.audionode.cgroupfs.numa.NumaTopology;
import io.audionode.cgroupfs.sys.Linux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Memory is where its pod is pinned. */
class NumaScenarioTest extends Scenario {
  private static final String[] UIDS = {
    "22222222-aaaa-4bbb-8ccc-000000000000", "22222222-aaaa-4bbb-8ccc-000000000001"
  };

  @ParameterizedTest
  @ValueSource(strings = {"container", "node"})
  void keepsThePagesOfTwoPodsOnTheirOwnNodes(String domain) throws IOException {
    for (var node = 0; node < UIDS.length; node++) {
      PodFile.pod("pod" + node, UIDS[node])
          .profile("realtime")
          .annotation("audionode.io/numa-node", Integer.toString(node))
          .guaranteed("200Mi")
          .into(agent.pods);
    }
    startAgent("domain: " + domain);
    for (var node = 0; node < UIDS.length; node++) {
      var home = kubepods.guaranteed(UIDS[node]).child("c" + node);
      var audio =
          start(home, Workload.Birth.guaranteed(200 * MIB).adopted(), "audio", "--mib", "100");
      awaitIn(node(node), audio);
      audio.awaitRunning();

      var maps = kubepods.proc.numaMaps(audio.pid());
      assertThat(maps.total().value()).isGreaterThan(100 * MIB);
      assertThat((double) maps.on(node).value() / maps.total().value()).isGreaterThan(0.99);
      var charged = node(node);
      var stat = MemoryNumaStat.parse(kubepods.read(charged, "memory.numa_stat") + "\n");
      assertThat(stat.total(node).value()).isGreaterThan(100 * MIB);
      assertThat(stat.share(node).orElseThrow()).isGreaterThan(0.99);
    }
  }

  @Test
  void choosesTheNodeWithMostFreeMemoryAndStaysThere() throws IOException {
    var home = kubepods.guaranteed(UIDS[0]).child("c0");
    PodFile.pod("pod", UIDS[0]).profile("realtime").guaranteed("200Mi").into(agent.pods);
    var freest = 1 - fillTheFullerNode();
    startAgent();

    var audio =
        start(home, Workload.Birth.guaranteed(200 * MIB).adopted(), "audio", "--mib", "100");
    awaitIn(AUDIO, audio);
    audio.awaitRunning();
    agent.stop();
    startAgent();

    assertThat(agent.latest().desired().pods().getFirst().numa().reason())
        .isEqualTo("already there");
    assertThat(kubepods.proc.cgroup(audio.pid()).path().startsWith(node(freest))).isTrue();
  }

  /** Or the two differ by less than they change while the pod is born. */
  private int fillTheFullerNode() throws IOException {
    Files.writeString(Path.of("/proc/sys/vm/drop_caches"), "1");
    var nodes = NumaTopology.read(Linux.system()).nodes();
    var fuller = nodes.get(0).free().compareTo(nodes.get(1).free()) < 0 ? 0 : 1;
    var other = kubepods.bestEffort("other");
    kubepods.write(other, "cpuset.mems", Integer.toString(fuller));
    start(
            other.child("c"),
            new Workload.Birth(1000, 0, Duration.ofMillis(10)),
            "audio",
            "--mib",
            "400")
        .awaitRunning();
    return fuller;
  }
}
