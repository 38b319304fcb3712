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
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A pod that ran before the agent did, with all of its memory on the wrong NUMA node. */
class MigrationScenarioTest extends Scenario {
  private static final String UID = "77777777-aaaa-4bbb-8ccc-000000000001";
  private static final String MEMS = "cpuset.mems";
  private static final String CPUS = "cpuset.cpus";

  private final NumaBalancing balancing = off();

  private static NumaBalancing off() {
    try {
      return NumaBalancing.off();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void balanceAgain() throws IOException {
    balancing.close();
  }

  @Test
  void movesItsPagesGentlyAndNarrowsItsCpusetOnlyThen() throws IOException {
    var audio = onNodeZero(64);
    pod("1").into(agent.pods);

    startAgent("migration: gentle");
    awaitNarrowed("1");

    assertThat(anonymousOn(0, audio)).isEmpty();
    assertThat(anonymousOn(1, audio)).isNotEmpty();
    assertKnob(home(), CPUS, "2-3");
    var told = agent.told(EventKind.MIGRATION_FINISHED, UID);
    assertThat(told).singleElement().asString().contains("NUMA node 1", " moved in ");
    System.out.println("gentle: " + told);
    var migration = agent.latest().seen().migration(home()).orElseThrow();
    assertThat(migration.moved().value()).isGreaterThan(64 * MIB);
    assertThat(kubepods.proc.cgroup(audio.pid()).path()).isEqualTo(home());

    agent.stop();
    agent.restore();
    assertKnob(home(), MEMS, "0-1");
    assertKnob(home(), CPUS, "0-3");
    assertThat(agent.differences()).isEmpty();
    assertThat(anonymousOn(0, audio)).as("widening moves nothing back").isEmpty();
  }

  @Test
  void stopsWhenTheAnnotationGoesAndBeginsWhereItWasWhenItComesBack() throws IOException {
    var audio = onNodeZero(96);
    pod("1").into(agent.pods);
    startAgent("migration: gentle");
    awaitMoved();

    unplaced().into(agent.pods);
    await().atMost(PATIENCE).until(() -> !agent.told(EventKind.MIGRATION_CANCELLED, UID).isEmpty());
    agent.awaitQuiet();
    assertKnob(home(), MEMS, "");
    assertKnob(home(), CPUS, "0-3");
    assertThat(anonymousOn(0, audio)).isNotEmpty();
    assertThat(anonymousOn(1, audio)).isNotEmpty();
    System.out.println("cancelled: " + agent.told(EventKind.MIGRATION_CANCELLED, UID));

    agent.stop();
    pod("1").into(agent.pods);
    startAgent("migration: gentle");
    awaitNarrowed("1");
    assertThat(anonymousOn(0, audio)).isEmpty();
    System.out.println("resumed: " + agent.told(EventKind.MIGRATION_FINISHED, UID));
  }

  @Test
  void aSuccessorEndsWhatAKilledAgentHadUnderWay() throws IOException {
    var audio = underWayWhenTheAgentWasKilled();
    startAgent("migration: gentle");
    awaitNarrowed("1");
    assertThat(anonymousOn(0, audio)).isEmpty();
    agent.stop();
    agent.restore();
    assertThat(agent.differences()).isEmpty();
  }

  @Test
  void restoreEndsWhatAKilledAgentHadUnderWay() throws IOException {
    var audio = underWayWhenTheAgentWasKilled();
    agent.restore();
    assertKnob(home(), MEMS, "");
    assertKnob(home(), CPUS, "0-3");
    assertThat(agent.differences()).isEmpty();
    assertThat(anonymousOn(0, audio)).as("nobody moves them any more").isNotEmpty();
  }

  private Workload underWayWhenTheAgentWasKilled() throws IOException {
    var audio = onNodeZero(96);
    pod("1").into(agent.pods);
    Files.writeString(agent.config(), "migration: gentle");
    var killed = startProcess("--config", agent.config().toString());
    await().atMost(PATIENCE).until(() -> kubepods.read(home(), CPUS).equals("2-3"));
    await()
        .atMost(PATIENCE)
        .until(() -> kubepods.proc.numaMaps(audio.pid()).on(1).value() > 8 * MIB);
    killed.kill();
    assertThat(anonymousOn(0, audio)).as("what is still to be moved").isNotEmpty();
    return audio;
  }

  @Test
  void turnsRoundWhenTheAnnotationNamesAnotherNode() throws IOException {
    var audio = onNodeZero(32);
    pod("1").into(agent.pods);
    startAgent("migration: gentle");
    awaitNarrowed("1");

    pod("0").into(agent.pods);
    awaitNarrowed("0");

    assertThat(anonymousOn(1, audio)).isEmpty();
    assertKnob(home(), CPUS, "0-1");
  }

  @Test
  void narrowsTheCpusetAtOnceWhenAskedTo() throws IOException {
    var audio = onNodeZero(64);
    pod("1").into(agent.pods);
    startAgent("migration: immediate");
    awaitNarrowed("1");
    // Before 5.15 a write of cpuset.mems moves no page in version 2, and says nothing of it.
    var left = KernelView.isBefore(5, 15) ? 1 : 0;
    assertThat(anonymousOn(left, audio)).isEmpty();
    assertThat(anonymousOn(1 - left, audio)).isNotEmpty();
    assertThat(agent.told(EventKind.MIGRATION_STARTED, UID)).isEmpty();
  }

  @Test
  void takesCpusThatKubeletGivesItMeanwhileForTheMostThatItGets() throws IOException {
    onNodeZero(32);
    kubepods.write(home(), CPUS, "0-3");
    pod("1").into(agent.pods);
    startAgent("migration: gentle");
    awaitNarrowed("1");
    assertKnob(home(), CPUS, "2-3");

    kubepods.write(home(), CPUS, "0-2");
    agent.mark();
    await().atMost(PATIENCE).until(() -> kubepods.read(home(), CPUS).equals("2"));

    agent.stop();
    agent.restore();
    assertKnob(home(), CPUS, "0-2");
    assertThat(agent.differences()).isEmpty();
  }

  @Test
  void putsCpusBackThatAreOfflineAndKeepsWhatIsNarrowedToThem() throws IOException {
    onNodeZero(32);
    pod("1").into(agent.pods);
    startAgent("migration: gentle");
    awaitNarrowed("1");
    try {
      online(2, false);
      online(3, false);
      agent.mark();
      agent.awaitQuiet();
      assertKnob(home(), MEMS, "1");
      assertKnob(home(), CPUS, "2-3");
      agent.stop();
      agent.restore();
    } finally {
      online(2, true);
      online(3, true);
    }
    assertKnob(home(), CPUS, "0-3");
    assertThat(agent.differences()).isEmpty();
  }

  private static void online(int cpu, boolean value) throws IOException {
    Files.writeString(Path.of("/sys/devices/system/cpu/cpu" + cpu + "/online"), value ? "1" : "0");
  }

  /** Three busy processes, on four cpus at first. */
  @Test
  void runsBesideItsMemoryAgainWhenItSuffersFromFewerCpus() throws IOException {
    FirstNode.filled(kubepods, kubepods.burstable(UID), this::busy);
    pod("1").into(agent.pods);
    startAgent("migration: off"); // what it waits beside a starting agent is not usual
    agent.reconfigure("migration: gentle\nreservedCpus: \"3\"");
    awaitMigration(
        Migration.State.PAUSED, "a thread waited for a cpu \\d+% of the time, \\d+% before");
    assertKnob(home(), CPUS, "2");

    awaitMigration(Migration.State.WAITING, "paused for long: a thread waited for a cpu .*");
    await().atMost(PATIENCE).until(() -> kubepods.read(home(), CPUS).equals("0-3"));
    assertKnob(home(), MEMS, "");
  }

  private Workload busy() {
    var hog =
        start(home(), Workload.Birth.burstable(400 * MIB), "hog", "--mib", "64", "--procs", "3");
    await().atMost(PATIENCE).until(() -> hog.output().matches("(?s).* pressing=[1-9].*"));
    return hog;
  }

  private void awaitMigration(Migration.State state, String why) {
    var found =
        await()
            .atMost(PATIENCE)
            .until(
                () -> agent.latest().seen().migration(home()),
                now ->
                    now.filter(it -> it.state() == state && it.why() != null)
                        .filter(it -> String.valueOf(it.why()).matches(why))
                        .isPresent());
    System.out.println("crowded: " + found.map(Migration::why).orElse(""));
  }

  @Test
  void onlySaysSoWhenItIsOff() throws IOException {
    var audio = onNodeZero(32);
    pod("1").into(agent.pods);
    startAgent("migration: off");
    agent.awaitQuiet();
    assertKnob(home(), MEMS, "");
    assertThat(anonymousOn(1, audio)).isEmpty();
    assertThat(agent.latest().desired().relocations())
        .singleElement()
        .satisfies(
            relocation -> {
              assertThat(relocation.step()).isEqualTo(Step.LEAVE);
              assertThat(relocation.reason()).isEqualTo("migration is off");
            });
  }

  private static PodFile pod(String numaNode) {
    return unplaced().annotation("audionode.io/numa-node", numaNode);
  }

  private static PodFile unplaced() {
    return PodFile.pod("late", UID).profile("realtime").memory("100Mi", "400Mi");
  }

  private CgroupPath home() {
    return Kubepods.ROOT.child("burstable").child("pod" + UID).child("c");
  }

  private Workload onNodeZero(int mebibytes) {
    var audio =
        FirstNode.filled(
            kubepods,
            kubepods.burstable(UID),
            () ->
                start(
                        home(),
                        Workload.Birth.burstable(400 * MIB),
                        "audio",
                        "--mib",
                        Integer.toString(mebibytes))
                    .awaitRunning());
    assertThat(anonymousOn(1, audio)).as("on node 1 before").isEmpty();
    return audio;
  }

  private void awaitNarrowed(String numaNode) {
    await().atMost(PATIENCE).until(() -> kubepods.read(home(), MEMS).equals(numaNode));
    agent.awaitQuiet();
  }

  private void awaitMoved() {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                agent.latest().seen().migration(home()).map(Migration::moved).stream()
                    .anyMatch(moved -> moved.value() > 4 * MIB));
  }

  /** The lines of numa_maps of memory that is no file's, with pages on a node. */
  private static List<String> anonymousOn(int node, Workload workload) {
    try {
      return Files.readAllLines(Path.of("/proc/" + workload.pid() + "/numa_maps")).stream()
          .filter(line -> line.contains(" anon=") && !line.contains(" file="))
          .filter(line -> line.contains(" N" + node + "="))
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
