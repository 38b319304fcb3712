package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.report.events.EventKind;
import io.audionode.cgroupfs.memory.MemoryEvents;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Kubernetes' containment holds in the subtree. */
class LeakScenarioTest extends Scenario {
  private static final String LEAKY = "44444444-aaaa-4bbb-8ccc-000000000001";
  private static final String NEIGHBOUR = "44444444-aaaa-4bbb-8ccc-000000000002";

  @Test
  void killsALeakingContainerAloneAtItsMirroredLimit() throws IOException, InterruptedException {
    pod("leaky", LEAKY).into(agent.pods);
    pod("neighbour", NEIGHBOUR).into(agent.pods);
    startAgent();
    var neighbour =
        start(
            kubepods.guaranteed(NEIGHBOUR).child("good"),
            Workload.Birth.guaranteed(128 * MIB).adopted(),
            "audio",
            "--mib",
            "64");
    awaitIn(NODE0, neighbour);
    neighbour.awaitRunning();
    var callbacks = neighbour.measure("callbacks");

    var leaky =
        start(
            kubepods.guaranteed(LEAKY).child("bad"),
            Workload.Birth.guaranteed(128 * MIB).adopted(),
            "hog",
            "--kind",
            "anon",
            "--mib",
            "1024",
            "--procs",
            "1");
    awaitIn(NODE0, leaky);
    leaky.awaitEnd(PATIENCE);

    assertThat(oomKills(NODE0.child("pod" + LEAKY).child("bad"))).isPositive();
    assertThat(oomKills(NODE0.child("pod" + NEIGHBOUR))).isZero();
    agent.awaitQuiet();
    assertThat(agent.told(EventKind.OOM_KILLED, LEAKY))
        .isNotEmpty()
        .allMatch(message -> message.contains("the kernel killed"));
    assertThat(agent.told(EventKind.OOM_KILLED, NEIGHBOUR)).isEmpty();
    assertThat(neighbour.isAlive()).isTrue();
    assertThat(neighbour.measure("callbacks")).isGreaterThan(callbacks);
    assertThat(neighbour.measure("majflt")).isZero();
    assertThat(Duration.ofSeconds(neighbour.measure("t"))).isPositive();
  }

  private static PodFile pod(String name, String uid) {
    return PodFile.pod(name, uid)
        .profile("realtime")
        .annotation("audionode.io/numa-node", "0")
        .guaranteed("128Mi");
  }

  private long oomKills(CgroupPath path) {
    return MemoryEvents.parse(kubepods.read(path, "memory.events") + "\n").oomKill();
  }
}
