package io.audionode.cgroupfs.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.audionode.cgroupfs.cpuset.Cpuset;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.format.Limit;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.sys.KernelException;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CgroupKernelTest {
  private static final int NOBODY = 999_999_999;

  private final TestCgroups test = new TestCgroups();
  private final Cgroup root = test.root();

  @AfterEach
  void removeCgroups() {
    test.close();
  }

  @Test
  void hierarchyIsDiscovered() {
    assertThat(CgroupSetup.discover(test.sys()))
        .isInstanceOfSatisfying(
            CgroupSetup.Unified.class,
            unified -> assertThat(unified.mountPoint()).isEqualTo(TestCgroups.MOUNT_POINT));
    assertThat(test.fs().controllers()).containsAll(TestCgroups.CONTROLLERS);
  }

  @Test
  void rootHasNoTypeAndNoLimits() {
    try (var top = test.fs().open(CgroupPath.ROOT)) {
      assertThat(top.type()).isEqualTo(CgroupType.ROOT);
      assertThat(top.readIfPresent(Memory.MAX)).isEmpty();
      assertThat(top.isAlive()).isTrue();
      assertThat(top.children()).contains(root.path().name());
    }
  }

  @Test
  void cgroupsAreMadeListedAndRemoved() {
    try (var made = root.create("pod");
        var opened = test.fs().open(root.path().child("pod"))) {
      assertThat(opened.inode()).isEqualTo(made.inode());
      assertThat(made.type()).isEqualTo(CgroupType.DOMAIN);
      assertThat(made.events()).isEqualTo(CgroupEvents.parse("populated 0\nfrozen 0\n"));
      assertThat(root.children()).containsExactly("pod");

      root.remove("pod");

      assertThat(root.children()).isEmpty();
      assertThat(test.fs().exists(made.path())).isFalse();
      assertThatThrownBy(() -> root.remove("pod")).isInstanceOf(KernelException.Gone.class);
    }
  }

  @Test
  void recreatedCgroupOfTheSameNameIsGoneForWhoHeldTheOldOne() {
    root.enable(Set.of("memory"));
    try (var old = root.create("pod")) {
      old.write(Memory.MIN, Limit.of(4_096));
      root.remove("pod");
      try (var recreated = root.create("pod")) {
        assertThat(recreated.inode()).isNotEqualTo(old.inode());
        assertThat(old.isAlive()).isFalse();
        assertThat(recreated.isAlive()).isTrue();
        assertThatThrownBy(() -> old.read(Memory.MIN)).isInstanceOf(KernelException.Gone.class);
        assertThatThrownBy(() -> old.readIfPresent(Memory.MIN))
            .isInstanceOf(KernelException.Gone.class);
        assertThatThrownBy(() -> old.write(Memory.MIN, Limit.of(8_192)))
            .isInstanceOf(KernelException.Gone.class);
        assertThatThrownBy(() -> old.create("child")).isInstanceOf(KernelException.Gone.class);
        assertThatThrownBy(old::processes).isInstanceOf(KernelException.Gone.class);
        assertThat(recreated.read(Memory.MIN)).isEqualTo(Limit.of(0));
      }
    }
  }

  @Test
  void controllersAreHandedOutAndTakenBack() {
    try (var pod = root.create("pod")) {
      assertThat(pod.controllers()).isEmpty();
      root.enable(Set.of("memory", "pids"));
      assertThat(root.subtreeControl()).containsExactlyInAnyOrder("memory", "pids");
      assertThat(pod.controllers()).containsExactlyInAnyOrder("memory", "pids");
      assertThat(pod.readIfPresent(Memory.MAX)).contains(Limit.MAX);

      root.disable(Set.of("memory"));

      assertThat(pod.readIfPresent(Memory.MAX)).isEmpty();
      assertThatThrownBy(() -> pod.write(Memory.MAX, Limit.MAX))
          .isInstanceOf(KernelException.Unsupported.class);
    }
  }

  @Test
  void controllerThatIsNotAvailableIsUnsupported() {
    try (var pod = root.create("pod")) {
      assertThatThrownBy(() -> pod.enable(Set.of("memory")))
          .isInstanceOf(KernelException.Unsupported.class)
          .hasMessageContaining("ENOENT")
          .hasMessageContaining("not in cgroup.controllers");
    }
  }

  @Test
  void processesMoveAndEnd() {
    var pid = test.startSleeper();
    try (var pod = root.create("pod")) {
      pod.attachProcess(pid);

      assertThat(pod.processes()).containsExactly(pid);
      assertThat(pod.threads()).containsExactly(pid);
      assertThat(pod.events().populated()).isTrue();
      assertThat(new ProcFs(test.sys()).cgroup(pid).path()).isEqualTo(pod.path());
      assertThatThrownBy(() -> root.remove("pod"))
          .isInstanceOf(KernelException.Refused.class)
          .hasMessageContaining("EBUSY")
          .hasMessageContaining("processes or child cgroups are still in it");
      assertThatThrownBy(() -> pod.attachProcess(NOBODY))
          .isInstanceOf(KernelException.Gone.class)
          .hasMessageContaining("ESRCH");
    }
  }

  @Test
  void cgroupThatHandsOutControllersTakesNoProcess() {
    root.enable(Set.of("memory"));

    assertThatThrownBy(() -> root.attachProcess(test.startSleeper()))
        .isInstanceOf(KernelException.Refused.class)
        .hasMessageContaining("EBUSY")
        .hasMessageContaining("only its children may have processes");
  }

  @Test
  void cgroupWithProcessesHandsOutNoDomainController() {
    root.attachProcess(test.startSleeper());

    assertThatThrownBy(() -> root.enable(Set.of("memory")))
        .isInstanceOf(KernelException.Refused.class)
        .hasMessageContaining("EBUSY");
  }

  @Test
  void kernelThreadsStayWhereTheyAre() {
    assertThatThrownBy(() -> root.attachProcess(2))
        .isInstanceOf(KernelException.Refused.class)
        .hasMessageContaining("EINVAL");
  }

  @Test
  void numberOfDescendantsIsLimited() {
    root.write(Core.MAX_DESCENDANTS, Limit.of(1));
    root.create("first").close();

    assertThat(root.maxDescendants()).isEqualTo(Limit.of(1));
    assertThatThrownBy(() -> root.create("second"))
        .isInstanceOf(KernelException.Refused.class)
        .hasMessageContaining("EAGAIN")
        .hasMessageContaining("cgroup.max.descendants");
  }

  @Test
  void cpusOutsideTheParentsAreNotEffective() {
    root.enable(Set.of("cpuset"));
    root.write(Cpuset.CPUS, CpuList.of(0, 1));
    try (var pod = root.create("pod")) {
      pod.write(Cpuset.CPUS, CpuList.of(3));

      assertThat(pod.read(Cpuset.CPUS)).isEqualTo(CpuList.of(3));
      assertThat(pod.read(Cpuset.CPUS_EFFECTIVE)).isEqualTo(CpuList.of(0, 1));
    }
  }

  @Test
  void nodeTheMachineDoesNotHaveIsRefused() {
    root.enable(Set.of("cpuset"));
    try (var pod = root.create("pod")) {
      assertThatThrownBy(() -> pod.write(Cpuset.MEMS, CpuList.of(5)))
          .isInstanceOf(KernelException.Refused.class)
          .hasMessageContaining("cpuset.mems=\"5\"");
    }
  }

  @Test
  void effectiveFilesAreNotWritable() {
    root.enable(Set.of("cpuset"));
    try (var pod = root.create("pod")) {
      assertThatThrownBy(() -> pod.writeText("cpuset.cpus.effective", "0"))
          .isInstanceOfAny(KernelException.Refused.class, KernelException.Denied.class);
    }
  }
}
