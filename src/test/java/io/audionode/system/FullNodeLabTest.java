package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.desired.Relocation.Step;
import io.audionode.agent.model.Migration;
import io.audionode.agent.report.events.EventKind;
import io.audionode.cgroupfs.numa.NumaBalancing;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A pod that runs asks for a NUMA node that has room for what it is promised, but not for all that
 * it uses: huge pages took the most of that node.
 */
class FullNodeLabTest extends Scenario {
  private static final String UID = "88888888-bbbb-4bbb-8ccc-000000000001";
  private static final Path HUGE_PAGES =
      Path.of("/sys/devices/system/node/node1/hugepages/hugepages-2048kB/nr_hugepages");

  /** Of 640 MiB; more than these are not always to be had in one piece each. */
  private static final String TAKEN = "150";

  private final CgroupPath home = Kubepods.ROOT.child("burstable").child("pod" + UID).child("c");

  private @Nullable NumaBalancing balancing;

  /** It hides pages from whoever moves them, and stops before a node is full. */
  @BeforeEach
  void doWithoutNumaBalancing() throws IOException {
    balancing = NumaBalancing.off();
  }

  @BeforeEach
  void takeMostOfTheNode() throws IOException {
    Files.writeString(Path.of("/proc/sys/vm/drop_caches"), "3");
    Files.writeString(Path.of("/proc/sys/vm/compact_memory"), "1");
    await() // the kernel takes fewer without a word
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              Files.writeString(HUGE_PAGES, TAKEN);
              assertThat(Files.readString(HUGE_PAGES).strip()).isEqualTo(TAKEN);
            });
  }

  @AfterEach
  void giveItBack() throws IOException {
    Files.writeString(HUGE_PAGES, "0");
    if (balancing != null) {
      balancing.close();
    }
  }

  @Test
  void givesUpAndPutsTheCpusBackInsteadOfNarrowingToAFullNode() throws IOException {
    var audio =
        FirstNode.filled(
            kubepods,
            kubepods.burstable(UID),
            () ->
                start(home, Workload.Birth.burstable(700 * MIB), "audio", "--mib", "400")
                    .awaitRunning());
    PodFile.pod("late", UID)
        .profile("realtime")
        .memory("64Mi", "700Mi")
        .annotation("audionode.io/numa-node", "1")
        .into(agent.pods);
    startAgent("migration: gentle");

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(agent.told(EventKind.MIGRATION_FAILED, UID))
                    .as("%s", agent.latest().seen().migration(home))
                    .isNotEmpty());
    agent.awaitQuiet();
    assertThat(agent.told(EventKind.MIGRATION_FAILED, UID).getFirst())
        .contains("ENOMEM: the node has no free memory");
    assertThat(agent.latest().seen().migration(home).map(Migration::state))
        .contains(Migration.State.FAILED);
    assertThat(agent.latest().desired().relocations().getFirst().step()).isEqualTo(Step.GIVE_UP);
    assertKnob(home, "cpuset.mems", "");
    assertKnob(home, "cpuset.cpus", "0-3");
    var maps = kubepods.proc.numaMaps(audio.pid());
    assertThat(maps.on(0).value()).as("left").isGreaterThan(MIB);
    assertThat(maps.on(1).value()).as("moved").isGreaterThan(16 * MIB);
    System.out.printf("full node: %s; %s%n", maps, agent.told(EventKind.MIGRATION_FAILED, UID));
  }
}
