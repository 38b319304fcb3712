package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.report.status.NodeCpusView;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who runs on which cpus, as the kernel shows it of each thread; two NUMA nodes, two cpus each. */
class CpusScenarioTest extends CpuScenario {
  private static final CgroupPath NODE1 = node(1);
  private static final Duration BEFORE_RESYNC = Duration.ofSeconds(20);

  @Test
  void keepsReservedCpusFreeAndGivesAClassItsOwnUntilRestored() throws IOException {
    kubepods.write(Kubepods.ROOT, "cpuset.cpus", "0-3");
    startAgent("reservedCpus: \"0\"", WITH_ONE_OF_ITS_OWN);
    var shell = shell(1);
    var sleep = inClass(1);

    assertThat(allowed(shell.pid())).isEqualTo("2");
    assertThat(allowed(sleep)).isEqualTo("3");
    assertKnob(NODE0, "cpuset.cpus.effective", "1");
    assertKnob(NODE1, "cpuset.cpus.effective", "2-3");
    assertThat(cpuUse(0).reserved())
        .containsExactly(new NodeCpusView.Reserved("configuration", "0"));
    assertThat(cpuUse(0).effective()).isEqualTo("1");
    assertThat(cpuUse(1).shared()).isEqualTo("2");
    assertThat(cpuUse(1).exclusive())
        .containsExactly(
            new NodeCpusView.Exclusive(container(1).child("rt").toString(), "3", "3", "member"));
    assertThat(cpuUse(1).memsEffective()).isEqualTo("1");

    agent.configure("reservedCpus: none");
    awaitAllowed(shell.pid(), "2-3");
    awaitAllowed(sleep, "2-3");
    agent.stop();
    assertThat(agent.restore().left()).isEmpty();
    assertThat(kubepods.proc.cgroup(sleep).path()).isEqualTo(HOME);
    assertThat(allowed(shell.pid())).isEqualTo("0-3");
    assertThat(allowed(sleep)).isEqualTo("0-3");
    assertThat(kubepods.exists(AUDIO)).isFalse();
    assertThat(agent.differences()).isEmpty();
  }

  @Test
  void leavesCpusThatGoOfflineToTheKernelAndSaysThatTheyAreMissing() throws IOException {
    startAgent();
    var shell = shell(0);
    assertThat(allowed(shell.pid())).isEqualTo("0-1");
    var quiet = agent.reports.size();

    online(1, false);
    awaitAllowed(shell.pid(), "0");
    agent.awaitQuiet();
    assertKnob(NODE0, "cpuset.cpus", "0-1");
    assertKnob(NODE0, "cpuset.cpus.effective", "0");
    assertThat(agent.status().warnings())
        .containsExactly(
            "audio/node0: cpuset.cpus.effective is \"0\" and lacks 1 of what is set: 1 offline or gone; they count again when they are back");
    assertThat(cpuUse(0).effective()).isEqualTo("0");

    online(1, true);
    awaitAllowed(shell.pid(), "0-1");
    agent.awaitQuiet();
    assertThat(agent.status().warnings()).isEmpty();
    assertThat(agent.writesSince(quiet)).isEmpty();
  }

  /**
   * Nothing tells of it: the partition is nobody's that the agent watches. The slow look would come
   * too late.
   */
  @Test
  void noticesThatAPartitionOfSomebodyElseTookACpuAndGaveItBack() throws IOException {
    startAgent();
    var shell = shell(0);
    var foreign = new CgroupPath("foreign");
    kubepods.create(foreign);
    try {
      kubepods.write(foreign, "cpuset.cpus", "1");
      agent.awaitQuiet();
      kubepods.write(foreign, "cpuset.cpus.partition", "root");
      awaitAllowed(shell.pid(), "0");
      await().atMost(BEFORE_RESYNC).until(() -> "0".equals(cpuUse(0).effective()));
      assertThat(agent.status().warnings())
          .singleElement()
          .asString()
          .startsWith("audio/node0: cpuset.cpus.effective is \"0\" and lacks 1 of what is set: ");

      kubepods.write(foreign, "cpuset.cpus.partition", "member");
      awaitAllowed(shell.pid(), "0-1");
      await().atMost(BEFORE_RESYNC).until(() -> "0-1".equals(cpuUse(0).effective()));
      assertThat(agent.status().warnings()).isEmpty();
    } finally {
      kubepods.write(foreign, "cpuset.cpus.partition", "member");
      kubepods.remove(foreign);
    }
  }

  @Test
  void keepsAPodOnItsNumaNodeWhenAllCpusOfThatGoOffline() throws IOException {
    startAgent();
    var shell = shell(1);
    var quiet = agent.reports.size();

    online(2, false);
    online(3, false);
    awaitAllowed(shell.pid(), "0-1");
    agent.awaitQuiet();
    assertThat(kubepods.proc.cgroup(shell.pid()).path().startsWith(container(1))).isTrue();
    assertKnob(NODE1, "cpuset.cpus", "2-3");
    assertKnob(NODE1, "cpuset.mems.effective", "1");

    online(2, true);
    online(3, true);
    awaitAllowed(shell.pid(), "2-3");
    agent.awaitQuiet();
    assertThat(agent.writesSince(quiet)).isEmpty();
  }

  @Test
  void givesAClassAnotherCpuWhileItsOwnIsOffline() throws IOException {
    startAgent(WITH_ONE_OF_ITS_OWN);
    var shell = shell(0);
    var sleep = inClass(0);
    assertThat(List.of(allowed(shell.pid()), allowed(sleep))).containsExactly("0", "1");

    online(1, false);
    agent.awaitQuiet();
    assertThat(List.of(allowed(shell.pid()), allowed(sleep))).containsExactly("0", "0");
    assertThat(podWarnings()).singleElement().asString().contains("wants 1 cpus of its own");

    online(1, true);
    agent.awaitQuiet();
    assertThat(List.of(allowed(shell.pid()), allowed(sleep))).containsExactly("0", "1");
    assertThat(podWarnings()).isEmpty();
  }

  @Test
  void putsCpusetBackWhereSomebodyTookItOutOfAParentsHands() throws IOException {
    startAgent(WITH_ONE_OF_ITS_OWN);
    var shell = shell(0);
    var sleep = inClass(0);

    kubepods.write(container(0), "cgroup.subtree_control", "-cpuset");
    await()
        .atMost(PATIENCE)
        .until(() -> kubepods.read(container(0), "cgroup.subtree_control").contains("cpuset"));
    awaitAllowed(sleep, "1");
    awaitAllowed(shell.pid(), "0");

    takeAwayFromAll();
    awaitAllowed(sleep, "1");
    awaitAllowed(shell.pid(), "0");
    agent.awaitQuiet();
    assertKnob(NODE0, "cpuset.mems", "0");
    assertKnob(NODE0, "cpuset.cpus.effective", "0-1");
    assertThat(agent.views().events().since(0).events())
        .anyMatch(event -> event.message().startsWith("audio/node0: cpuset was taken out of"));
  }

  @Test
  void isolatesAClassesCpusWhereTheKernelGrantsItAndSaysWhereItDoesNot() throws IOException {
    // Since 6.7 a partition needs no partition above it; this file came with that. The agent has no
    // part in that of kubepods.
    var canBeRemote =
        Files.exists(kubepods.cgroups.directory(Kubepods.ROOT).resolve("cpuset.cpus.exclusive"));
    var isolated = withClass("exclusiveCpus: 1, partition: isolated");
    startAgent(isolated);
    var shell = shell(1);
    var sleep = inClass(1);
    agent.awaitQuiet();
    var rt = container(1).child("rt");
    assertThat(List.of(allowed(shell.pid()), allowed(sleep))).containsExactly("2", "3");
    assertThat(agent.status().warnings()).isEmpty();

    if (canBeRemote) {
      assertKnob(rt, "cpuset.cpus.partition", "isolated");
      assertKnob(Kubepods.ROOT, "cpuset.cpus.effective", "0-2");
      assertThat(podWarnings()).isEmpty();
      agent.stop();
      invalidate(rt);
      startAgent(isolated);
      awaitRepairOf(rt);
    } else {
      assertKnob(rt, "cpuset.cpus.partition", "member");
      assertKnob(Kubepods.ROOT, "cpuset.cpus.effective", "0-3");
      assertThat(podWarnings()).singleElement().asString().contains("needs Linux 6.7");
    }
    agent.stop();
    assertThat(agent.restore().left()).isEmpty();
    assertKnob(Kubepods.ROOT, "cpuset.cpus.effective", "0-3");
    assertThat(agent.differences()).isEmpty();
  }

  /**
   * A list above a partition that lacks its cpus makes it invalid. The kernel does not take that
   * back when the list has them again.
   */
  private void invalidate(CgroupPath partition) {
    kubepods.write(AUDIO, "cpuset.cpus.exclusive", "2");
    kubepods.write(AUDIO, "cpuset.cpus.exclusive", "3");
    assertKnob(AUDIO, "cpuset.cpus.exclusive", "3");
    assertThat(kubepods.read(partition, "cpuset.cpus.partition")).startsWith("isolated invalid (");
  }

  /** Nothing but that the agent asks for it anew makes it valid. */
  private void awaitRepairOf(CgroupPath partition) {
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(
            () -> {
              assertKnob(AUDIO, "cpuset.cpus.exclusive", "3");
              assertKnob(partition, "cpuset.cpus.partition", "isolated");
            });
  }

  private List<String> podWarnings() {
    return agent.latest().desired().pods().getFirst().warnings();
  }

  /** Against an agent that puts it back meanwhile. */
  private void takeAwayFromAll() {
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(KernelException.Refused.class)
        .until(
            () -> {
              for (var path :
                  List.of(container(0), NODE0.child("pod" + UID), NODE0, NODE1, AUDIO)) {
                kubepods.write(path, "cgroup.subtree_control", "-cpuset");
              }
              return true;
            });
  }
}
