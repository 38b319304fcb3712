package io.audionode.cgroupfs.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.audionode.cgroupfs.cpu.Cpu;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.sys.KernelException;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the kernel allows in a threaded subtree, on which the layout of the pods rests. */
class ThreadedKernelTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final TestCgroups test = new TestCgroups();
  private final Cgroup root = test.root();

  @AfterEach
  void removeCgroups() {
    test.close();
  }

  @Test
  void threadedIsTheOnlyWord() {
    assertThatThrownBy(() -> root.writeText("cgroup.type", "1"))
        .isInstanceOf(KernelException.Refused.class)
        .hasMessageContaining("EINVAL")
        .hasMessageContaining("\"threaded\"");
  }

  @Test
  void childOfACgroupThatHandsOutMemoryCannotBeThreaded() {
    root.enable(Set.of("memory"));
    try (var pod = root.create("pod")) {
      assertThatThrownBy(pod::makeThreaded)
          .isInstanceOf(KernelException.Unsupported.class)
          .hasMessageContaining("EOPNOTSUPP")
          .hasMessageContaining("domain controller");
    }
  }

  @Test
  void parentOfAThreadedChildIsAThreadRootUntilTheChildIsRemoved() {
    try (var rt = root.create("rt");
        var other = root.create("other")) {
      rt.makeThreaded();

      assertThat(root.type()).isEqualTo(CgroupType.DOMAIN_THREADED);
      assertThat(rt.type()).isEqualTo(CgroupType.THREADED);
      assertThat(other.type()).isEqualTo(CgroupType.DOMAIN_INVALID);
      root.remove("rt");
      assertThat(root.type()).isEqualTo(CgroupType.DOMAIN);
      assertThat(other.type()).isEqualTo(CgroupType.DOMAIN);
    }
  }

  @Test
  void fileThatStaysOpenFollowsItsCgroupAndEndsWithIt() {
    var pid = test.startSleeper();
    try (var rt = root.create("rt");
        var threads = rt.keepOpen(Core.THREADS)) {
      assertThat(threads.inode()).isEqualTo(rt.inode());
      assertThat(threads.read()).isEmpty();
      rt.attachProcess(pid);
      assertThat(threads.read()).isEqualTo(pid + "\n");
      test.end(pid);
      await().atMost(PATIENCE).until(() -> threads.read().isEmpty());
      root.remove("rt");
      try (var _ = root.create("rt")) {
        assertThatThrownBy(threads::read).isInstanceOf(KernelException.Gone.class);
      }
    }
  }

  @Test
  void threadRootHandsOutThreadedControllersOnly() {
    try (var rt = root.create("rt")) {
      rt.makeThreaded();
      root.enable(Set.of("cpu", "cpuset", "pids"));

      rt.write(Cpu.WEIGHT, 10_000L);
      assertThat(rt.read(Cpu.WEIGHT)).isEqualTo(10_000L);
      assertThatThrownBy(() -> root.enable(Set.of("memory")))
          .isInstanceOf(KernelException.Unsupported.class)
          .hasMessageContaining("EOPNOTSUPP");
      assertThat(rt.readIfPresent(Memory.MAX)).isEmpty();
      assertThat(rt.readIfPresent(Memory.PRESSURE)).isPresent();
    }
  }

  @Test
  void threadsOfOneProcessLiveInTwoCgroups() {
    var proc = new ProcFs(test.sys());
    var pid = test.startSleeper();
    try (var rt = root.create("rt");
        var main = root.create("main")) {
      rt.makeThreaded();
      main.makeThreaded();
      root.attachProcess(pid);
      rt.attachThread(pid);

      assertThat(root.processes()).containsExactly(pid);
      assertThat(rt.threads()).containsExactly(pid);
      assertThat(main.threads()).isEmpty();
      assertThat(proc.taskCgroup(pid, pid).path()).isEqualTo(rt.path());
      assertThatThrownBy(rt::processes)
          .isInstanceOf(KernelException.Unsupported.class)
          .hasMessageContaining("EOPNOTSUPP")
          .hasMessageContaining("thread root lists the processes");
      main.attachProcess(pid);
      assertThat(main.threads()).containsExactly(pid);
    }
  }

  @Test
  void threadOfAProcessOutsideIsNotTaken() {
    try (var rt = root.create("rt")) {
      rt.makeThreaded();
      var outside = test.startSleeper();

      assertThatThrownBy(() -> rt.attachThread(outside))
          .isInstanceOf(KernelException.Unsupported.class)
          .hasMessageContaining("outside of the thread root");
    }
  }

  @Test
  void cgroupOfInvalidTypeTakesNoProcess() {
    try (var rt = root.create("rt");
        var other = root.create("other")) {
      rt.makeThreaded();

      assertThatThrownBy(() -> other.attachProcess(test.startSleeper()))
          .isInstanceOf(KernelException.Unsupported.class)
          .hasMessageContaining("domain invalid");
    }
  }
}
