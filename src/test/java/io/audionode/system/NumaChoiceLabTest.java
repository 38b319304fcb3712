package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.desired.NumaDecision;
import io.audionode.agent.report.events.EventKind;
import io.audionode.cgroupfs.numa.NumaTopology;
import io.audionode.cgroupfs.sys.Linux;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Which NUMA node a pod gets, on a machine with two ordinary nodes of different size, one without
 * memory and one without processors, and a sound card on the second.
 */
class NumaChoiceLabTest extends Scenario {
  private static final String MIXER = "88888888-aaaa-4bbb-8ccc-000000000001";
  private static final int LARGE = 0;
  private static final int SMALL = 1;

  @Test
  void runsBesideItsSoundCard() throws IOException {
    assertThat(Files.readString(Path.of("/sys/class/sound/card0/device/numa_node")).strip())
        .isEqualTo("" + SMALL);
    mixer("realtime").device("/dev/snd/pcmC0D0p").memory("64Mi", "128Mi").into(agent.pods);
    startAgent();
    var audio = audio(48);
    awaitIn(node(SMALL), audio);
    audio.awaitRunning();
    assertThat(decision().reason()).isIn("sound card", "already there");
    assertThat(decision().facts()).startsWith("sound card 0 (Intel) on node 1");
    var maps = kubepods.proc.numaMaps(audio.pid());
    assertThat(maps.total().value()).isGreaterThan(48 * MIB);
    assertThat((double) maps.on(SMALL).value() / maps.total().value()).isGreaterThan(0.99);
  }

  @Test
  void refusesAPodThatItsRequiredNodeHasNoRoomFor() throws IOException {
    mixer("realtime")
        .annotation("audionode.io/numa-node", "" + SMALL)
        .memory("600Mi", "700Mi")
        .into(agent.pods);
    startAgent();
    var audio = audio(48);
    await().atMost(PATIENCE).until(() -> !agent.told(EventKind.PLACEMENT_REFUSED, MIXER).isEmpty());
    assertThat(agent.told(EventKind.PLACEMENT_REFUSED, MIXER).getFirst())
        .contains(
            "refused: memory.min 600Mi does not fit on NUMA node 1 from the annotation, and numa")
        .contains("is required: node 0 has ")
        .contains("; node 1 has ", " promised to 0 pods, ");
    agent.awaitQuiet();
    assertThat(kubepods.proc.cgroup(audio.pid()).path()).isEqualTo(container());
    assertThat(kubepods.read(container(), "memory.min")).as("promised nothing").isEqualTo("0");
    assertKnob(container(), "memory.swap.max", "0");
  }

  @Test
  void sendsAPodToTheNearestNodeWithRoomWhereTheNodeIsPreferred() throws IOException {
    mixer("render")
        .annotation("audionode.io/numa-node", "" + SMALL)
        .annotation("audionode.io/memory-min", "600Mi")
        .memory("600Mi", "700Mi")
        .into(agent.pods);
    startAgent();
    var audio = audio(48);
    awaitIn(node(LARGE), audio);
    awaitWarning("does not fit on NUMA node 1 from the annotation");
  }

  @Test
  void doesNotContradictWhatKubeletPinned() throws IOException {
    mixer("realtime")
        .annotation("audionode.io/numa-node", "" + LARGE)
        .memory("64Mi", "128Mi")
        .into(agent.pods);
    startAgent();
    kubepods.create(container());
    kubepods.write(container(), "cpuset.mems", "" + SMALL);
    var audio = audio(48);
    awaitIn(node(SMALL), audio);
    awaitWarning("kubelet has pinned it to, [1]");
  }

  @Test
  void placesNothingOnNodesWithoutMemoryOrProcessors() throws IOException {
    var unusable =
        NumaTopology.read(Linux.system()).nodes().stream()
            .filter(node -> node.cpus().isEmpty() || node.total().value() == 0)
            .toList();
    assertThat(unusable).hasSize(2);
    mixer("realtime")
        .annotation("audionode.io/numa-node", "" + unusable.getFirst().id())
        .memory("64Mi", "128Mi")
        .into(agent.pods);
    startAgent();
    awaitIn(node(LARGE), audio(48));
    awaitWarning("does not exist or has no memory or no cpus");
    for (var node : unusable) {
      assertThat(kubepods.exists(node(node.id()))).isFalse();
    }
  }

  /** A process is moved before the run that moved it is told of. */
  private void awaitWarning(String words) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(agent.told(EventKind.WARNING, MIXER))
                    .anyMatch(warning -> warning.contains(words)));
  }

  private static PodFile mixer(String profile) {
    return PodFile.pod("mixer", MIXER).profile(profile);
  }

  private CgroupPath container() {
    return kubepods.burstable(MIXER).child("c");
  }

  private Workload audio(int mebibytes) {
    return start(
        container(),
        Workload.Birth.burstable(0).adopted(),
        "audio",
        "--mib",
        Integer.toString(mebibytes));
  }

  private NumaDecision decision() {
    return agent.latest().desired().pods().getFirst().numa();
  }
}
