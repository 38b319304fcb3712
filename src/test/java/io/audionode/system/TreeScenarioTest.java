package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** The subtree as the kernel shows it once pods are placed. */
class TreeScenarioTest extends Scenario {
  private static final String UID = "11111111-aaaa-4bbb-8ccc-000000000001";
  private static final CgroupPath POD = NODE0.child("pod" + UID);
  private static final CgroupPath CONTAINER = POD.child("c1");

  @Test
  void buildsEveryLevelOfAContainerDomain() throws IOException {
    var home = kubepods.burstable(UID);
    kubepods.write(home, "memory.max", Long.toString(300 * MIB));
    kubepods.write(home, "pids.max", "1000");
    pod().into(agent.pods);
    startAgent();
    var audio = audio(home);
    awaitIn(CONTAINER, audio);
    agent.awaitQuiet();

    assertKnob(AUDIO, "cgroup.type", "domain");
    assertKnob(AUDIO, "memory.min", 200 * MIB);
    assertKnob(NODE0, "cgroup.type", "domain");
    assertKnob(NODE0, "memory.min", 200 * MIB);
    assertKnob(NODE0, "memory.swap.max", "0");
    assertKnob(NODE0, "cpuset.mems", "0");
    assertKnob(NODE0, "cpuset.cpus", "0-1");
    assertKnob(POD, "cgroup.type", "domain");
    assertKnob(POD, "memory.min", 200 * MIB);
    assertKnob(POD, "memory.max", 300 * MIB);
    assertKnob(POD, "memory.swap.max", "0");
    assertKnob(POD, "pids.max", "1000");
    assertKnob(CONTAINER, "cgroup.type", "domain threaded");
    assertKnob(CONTAINER, "memory.min", 200 * MIB);
    assertKnob(CONTAINER, "memory.max", 290 * MIB);
    assertKnob(CONTAINER, "memory.swap.max", "0");
    assertKnob(CONTAINER, "cpuset.mems.effective", "0");
    assertKnob(CONTAINER.child("main"), "cgroup.type", "threaded");
    assertKnob(CONTAINER.child("rt"), "cgroup.type", "threaded");
    assertKnob(CONTAINER.child("rt"), "cpu.weight", "10000");
    awaitClass("rt", audio); // it is called audio
    assertThat(kubepods.proc.cgroup(audio.pid()).path()).isEqualTo(CONTAINER.child("rt"));
    assertThat(kubepods.proc.oomScoreAdj(audio.pid())).isEqualTo(-500);
    assertThat(kubepods.proc.swappiness()).isEqualTo(1);
    assertThat(Long.parseLong(kubepods.read(AUDIO, "memory.max")))
        .isBetween(
            kubepods.proc.meminfo().memTotal().value() / 100 * 80 - 4096,
            kubepods.proc.meminfo().memTotal().value() / 100 * 81);
  }

  @Test
  void buildsOneThreadRootForANodeDomain() throws IOException {
    var home = kubepods.burstable(UID);
    pod().into(agent.pods);
    startAgent("domain: node");
    var audio = audio(home);
    awaitIn(NODE0, audio);
    agent.awaitQuiet();

    assertKnob(NODE0, "cgroup.type", "domain threaded");
    assertKnob(NODE0, "memory.min", 200 * MIB);
    assertKnob(NODE0, "memory.swap.max", "0");
    assertKnob(NODE0, "cpuset.mems", "0");
    assertKnob(POD, "cgroup.type", "threaded");
    assertKnob(POD.child("main"), "cgroup.type", "threaded");
    assertKnob(POD.child("rt"), "cgroup.type", "threaded");
    assertKnob(POD.child("rt"), "cpu.weight", "10000");
    assertThat(kubepods.exists(CONTAINER)).isFalse();
    awaitClass("rt", audio);
    assertThat(kubepods.proc.cgroup(audio.pid()).path()).isEqualTo(POD.child("rt"));
  }

  @Test
  void removesThePodsCgroupsWhenItIsGoneAndKillsNothing() throws IOException {
    var home = kubepods.burstable(UID);
    var file = pod().into(agent.pods);
    startAgent();
    var audio = audio(home);
    awaitIn(CONTAINER, audio);

    Files.delete(file);

    await().atMost(PATIENCE).until(() -> !kubepods.exists(POD));
    agent.awaitQuiet();
    assertKnob(NODE0, "memory.min", "0");
    assertKnob(AUDIO, "memory.min", "0");
    assertThat(audio.isAlive()).isTrue();
    assertThat(kubepods.proc.cgroup(audio.pid()).path()).isEqualTo(home.child("c1"));
    assertThat(kubepods.proc.oomScoreAdj(audio.pid())).isEqualTo(900);
  }

  @Test
  void protectsInPlaceUnderTheNamesOfTheSystemdDriver() throws IOException {
    var uid = UID.replace('-', '_');
    var slice = CgroupPath.of("kubepods.slice");
    var home =
        slice.child("kubepods-burstable.slice").child("kubepods-burstable-pod" + uid + ".slice");
    pod().into(agent.pods);
    try {
      kubepods.make(slice);
      kubepods.make(slice.child("kubepods-burstable.slice"));
      kubepods.make(home);
      startAgent();
      var scope = home.child("cri-containerd-c1.scope");
      var audio = start(scope, Workload.Birth.burstable(290 * MIB), "audio", "--mib", "32");
      await()
          .atMost(PATIENCE)
          .until(() -> kubepods.read(scope, "memory.min").equals("" + 200 * MIB));
      agent.awaitQuiet();
      for (var path : scope.ancestors()) {
        assertKnob(path, "memory.min", 200 * MIB);
      }
      assertThat(kubepods.proc.cgroup(audio.pid()).path()).isEqualTo(scope);
      agent.stop();
      agent.restore();
      audio.close();
    } finally {
      kubepods.remove(slice);
    }
  }

  @Test
  void placesWhatIsExecutedInARunningContainerAndItsLateForks() throws IOException {
    var home = kubepods.burstable(UID);
    pod().into(agent.pods);
    startAgent();
    var audio = audio(home);
    awaitIn(CONTAINER, audio);

    var executed =
        start(
            home.child("c1"),
            Workload.Birth.burstable(0),
            "/bin/sh",
            "-c",
            "sleep 1000 & while :; do sleep 1; done");

    awaitIn(CONTAINER, executed);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(kubepods.processes(home.child("c1"))).isEmpty();
              assertThat(kubepods.processes(CONTAINER)).hasSizeGreaterThanOrEqualTo(4);
              assertThat(kubepods.proc.oomScoreAdj(executed.pid())).isEqualTo(-500);
            });
  }

  private static PodFile pod() {
    return PodFile.pod("asr", UID)
        .profile("realtime")
        .annotation("audionode.io/numa-node", "0")
        .memory("200Mi", "300Mi");
  }

  private Workload audio(CgroupPath home) {
    return start(
        home.child("c1"), Workload.Birth.burstable(290 * MIB).adopted(), "audio", "--mib", "32");
  }
}
