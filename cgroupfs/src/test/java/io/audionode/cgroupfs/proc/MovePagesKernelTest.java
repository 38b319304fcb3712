package io.audionode.cgroupfs.proc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.audionode.cgroupfs.cpuset.Cpuset;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.numa.NumaBalancing;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.sys.Pages;
import io.audionode.cgroupfs.tree.Cgroup;
import io.audionode.cgroupfs.tree.TestCgroups;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** move_pages(2) on a machine with two nodes: what it says is compared with numa_maps. */
class MovePagesKernelTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Bytes LEAST = Bytes.ofMebibytes(8);
  private static final long[] UNMAPPED = {0x1000};

  private final TestCgroups test = new TestCgroups();
  private final ProcFs proc = new ProcFs(test.sys());

  @AfterEach
  void removeCgroups() {
    test.close();
  }

  @Test
  void pagesMoveThereAndBack() throws IOException {
    try (var pod = pod();
        var _ = NumaBalancing.off()) {
      var id = hogOnNodeOne(pod);
      pod.write(Cpuset.MEMS, CpuList.of(0, 1));

      for (var node : new int[] {0, 1}) {
        // It may still be filling its memory.
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () -> {
                  move(id, node);
                  assertThat(largest(id, node).away(node))
                      .as("left on the other node")
                      .isEqualTo(Bytes.ZERO);
                });
        assertThat(largest(id, node).pages().on(node)).isGreaterThan(LEAST);
      }
    }
  }

  @Test
  void nodeOutsideOfTheCpusetIsDenied() {
    try (var pod = pod()) {
      var id = hogOnNodeOne(pod);
      var mapping = largest(id, 1);
      try (var pages = proc.pages(id)) {
        assertThatThrownBy(() -> pages.movePages(new long[] {mapping.start()}, 0))
            .isInstanceOf(KernelException.Denied.class)
            .hasMessageContaining("node 0", "EACCES");
      }
    }
  }

  @Test
  void addressWithoutPageIsToldAndNothingElse() {
    var id = proc.processId(test.startSleeper());
    try (var pages = proc.pages(id)) {
      assertThat(pages.where(UNMAPPED)[0]).isNegative().isNotEqualTo(Pages.NOT_TOLD);
      assertThat(pages.movePages(new long[0], 1)).isEmpty();
    }
  }

  @Test
  void processThatEndedIsGone() {
    var id = proc.processId(test.startSleeper());
    try (var pages = proc.pages(id)) {
      test.end(id.pid());
      assertThatThrownBy(() -> pages.where(UNMAPPED)).isInstanceOf(KernelException.Gone.class);
      assertThatThrownBy(() -> pages.movePages(UNMAPPED, 1))
          .isInstanceOf(KernelException.Gone.class);
    }
    assertThatThrownBy(() -> proc.pages(id)).isInstanceOf(KernelException.Gone.class);
  }

  /** Its parent, a shell at first, sleeps on and never asks for it. */
  @Test
  void processThatEndedAndWasNotReapedIsRefused() {
    var parent = test.start("sh", "-c", "sleep 1 & exec sleep 1000");
    var zombie = new AtomicReference<ProcessId>();
    await("a zombie")
        .atMost(PATIENCE)
        .until(
            () -> {
              zombieOf(parent).ifPresent(zombie::set);
              return zombie.get() != null;
            });
    try (var pages = proc.pages(zombie.get())) {
      assertThatThrownBy(() -> pages.movePages(UNMAPPED, 1))
          .isInstanceOf(KernelException.Refused.class)
          .hasMessageContaining("EINVAL");
    }
  }

  private Optional<ProcessId> zombieOf(int parent) {
    return proc.processes().stream()
        .flatMap(pid -> stat(pid).stream())
        .filter(stat -> stat.ppid() == parent && stat.state() == 'Z')
        .map(ProcStat::id)
        .findFirst();
  }

  private Optional<ProcStat> stat(int pid) {
    try {
      return Optional.of(proc.stat(pid));
    } catch (KernelException.Gone _) {
      return Optional.empty();
    }
  }

  @Test
  void numberOfAnotherProcessIsGone() {
    var id = proc.processId(test.startSleeper());
    assertThatThrownBy(() -> proc.pages(new ProcessId(id.pid(), id.startTicks() + 1)))
        .isInstanceOf(KernelException.Gone.class);
  }

  private Cgroup pod() {
    test.root().enable(Set.of("cpuset"));
    return test.root().create("pod");
  }

  private ProcessId hogOnNodeOne(Cgroup pod) {
    pod.write(Cpuset.MEMS, CpuList.of(1));
    var id = proc.processId(test.startHog(16));
    pod.attachProcess(id.pid());
    var before = new AtomicReference<>(Bytes.ZERO);
    await("no more growth")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(3))
        .until(
            () -> {
              var now = proc.numaMaps(id.pid()).on(1);
              return now.equals(before.getAndSet(now)) && now.compareTo(LEAST) > 0;
            });
    return id;
  }

  /** The mapping with most memory. */
  private Mapping largest(ProcessId id, int node) {
    try (var pages = proc.pages(id)) {
      return pages.mappings().stream()
          .max((a, b) -> a.pages().on(node).compareTo(b.pages().on(node)))
          .orElseThrow();
    }
  }

  private void move(ProcessId id, int node) {
    var mapping = largest(id, 1 - node);
    try (var pages = proc.pages(id)) {
      var size = pages.pageSize();
      var count = (mapping.end() - mapping.start()) / size;
      for (var first = 0L; first < count; first += Pages.MOST) {
        var begin = mapping.start() + first * size;
        var addresses =
            LongStream.range(0, Math.min(Pages.MOST, count - first))
                .map(i -> begin + i * size)
                .toArray();
        var mapped = pages.where(addresses);
        var there =
            IntStream.range(0, mapped.length)
                .filter(i -> mapped[i] >= 0)
                .mapToLong(i -> addresses[i])
                .toArray();
        pages.movePages(there, node);
        assertThat(pages.where(there)).containsOnly(node);
      }
    }
  }
}
