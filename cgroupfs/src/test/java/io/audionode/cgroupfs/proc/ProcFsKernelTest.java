package io.audionode.cgroupfs.proc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.audionode.cgroupfs.cpuset.Cpuset;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.numa.NumaNode;
import io.audionode.cgroupfs.numa.NumaTopology;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.tree.TestCgroups;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** procfs and sysfs as root, on a machine with two nodes, four processors and swap. */
class ProcFsKernelTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final TestCgroups test = new TestCgroups();
  private final ProcFs proc = new ProcFs(test.sys());

  @AfterEach
  void removeCgroups() {
    test.close();
  }

  @Test
  void oomScoreAdjIsWrittenToTheProcess() {
    var id = proc.processId(test.startSleeper());

    proc.writeOomScoreAdj(id, -900);
    assertThat(proc.oomScoreAdj(id.pid())).isEqualTo(-900);
    proc.writeOomScoreAdj(id, 0);
    assertThat(proc.oomScoreAdj(id.pid())).isZero();
  }

  @Test
  void processThatEndedIsGone() {
    var id = proc.processId(test.startSleeper());
    test.end(id.pid());

    assertThatThrownBy(() -> proc.stat(id.pid())).isInstanceOf(KernelException.Gone.class);
    assertThatThrownBy(() -> proc.numaMaps(id.pid())).isInstanceOf(KernelException.Gone.class);
    assertThatThrownBy(() -> proc.writeOomScoreAdj(id, 1)).isInstanceOf(KernelException.Gone.class);
  }

  @Test
  void swappinessIsWritten() {
    var before = proc.swappiness();
    try {
      proc.writeSwappiness(1);
      assertThat(proc.swappiness()).isEqualTo(1);
    } finally {
      proc.writeSwappiness(before);
    }
  }

  @Test
  void realtimeThreadIsRecognised() {
    var pid = test.start("chrt", "--fifo", "42", "sleep", "1000");
    await().atMost(PATIENCE).until(() -> proc.stat(pid).scheduling().isRealtime());

    var scheduling = proc.taskStat(pid, pid).scheduling();
    assertThat(scheduling.policy()).contains(Scheduling.Policy.FIFO);
    assertThat(scheduling.realtimePriority()).isEqualTo(42);
  }

  @Test
  void memoryIsOnTheNodeThatTheCpusetSays() {
    test.root().enable(Set.of("cpuset"));
    try (var pod = test.root().create("pod")) {
      pod.write(Cpuset.MEMS, CpuList.of(1));
      var pid = test.startHog(16);
      pod.attachProcess(pid);
      var least = Bytes.ofMebibytes(8);
      await().atMost(PATIENCE).until(() -> proc.numaMaps(pid).on(1).compareTo(least) > 0);

      var maps = proc.numaMaps(pid);
      assertThat(maps.on(1)).isGreaterThan(least).isGreaterThan(maps.on(0));
      assertThat(proc.status(pid).memsAllowed()).contains(CpuList.of(1));
    }
  }

  @Test
  void topologyHasTwoNodesWithTwoProcessorsEach() {
    var topology = NumaTopology.read(test.sys());

    assertThat(topology.nodes()).extracting(NumaNode::id).containsExactly(0, 1);
    assertThat(topology.nodes())
        .extracting(NumaNode::cpus)
        .containsExactly(CpuList.of(0, 1), CpuList.of(2, 3));
    assertThat(topology.nodes().getFirst().distances()).hasSize(2).startsWith(10);
    var sum = topology.nodes().stream().map(NumaNode::total).reduce(Bytes.ZERO, Bytes::plus);
    assertThat(sum).isEqualTo(proc.meminfo().memTotal());
    assertThat(proc.meminfo().hasSwap()).isTrue();
  }
}
