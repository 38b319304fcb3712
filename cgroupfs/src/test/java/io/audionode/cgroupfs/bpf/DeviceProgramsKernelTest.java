package io.audionode.cgroupfs.bpf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.tree.Cgroup;
import io.audionode.cgroupfs.tree.TestCgroups;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What the kernel does with device programs, on which it rests that a container that is moved can
 * open no device that its runtime denies it.
 */
class DeviceProgramsKernelTest {
  private static final int NEVER_LOADED = Integer.MAX_VALUE;

  private final TestCgroups test = new TestCgroups();
  private final DenyAll denyAll = new DenyAll();
  private final Cgroup home = test.root().create("home");
  private final Cgroup copy = test.root().create("copy");
  private final DevicePrograms atHome = new DevicePrograms(home);
  private final DevicePrograms atCopy = new DevicePrograms(copy);

  @AfterEach
  void removeCgroups() {
    home.close();
    copy.close();
    denyAll.close();
    test.close();
  }

  @Test
  void cgroupHasNoProgramsUntilOneIsAttached() throws Exception {
    assertThat(atHome.attached()).isEmpty();
    assertThat(readZero(home)).isEmpty();

    atHome.attach(denyAll.id());

    assertThat(atHome.attached()).containsExactly(denyAll.id());
    assertThat(atHome.effective()).contains(denyAll.id());
    assertThat(readZero(home)).contains("Operation not permitted");
    assertThat(readZero(copy)).isEmpty();
  }

  @Test
  void copyOfAProgramDeniesTheSameAndOutlivesTheOriginal() throws Exception {
    atHome.attach(denyAll.id());

    atHome.effective().forEach(atCopy::attach);
    denyAll.close();
    test.root().remove("home");

    assertThat(atCopy.attached()).containsExactly(denyAll.id());
    assertThat(readZero(copy)).contains("Operation not permitted");
    assertThatThrownBy(atHome::attached).isInstanceOf(KernelException.Gone.class);
  }

  @Test
  void programIsLetGoWithTheLastCgroupThatHasIt() {
    atHome.attach(denyAll.id());
    denyAll.close();

    test.root().remove("home");

    // The kernel frees it a moment later, on a work queue.
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> atCopy.attach(denyAll.id()))
                    .isInstanceOf(KernelException.Gone.class)
                    .hasMessageContaining("bpf program " + denyAll.id()));
  }

  @Test
  void threadedCgroupObeysItsThreadRootsProgramsAndItsOwn() throws Exception {
    try (var main = copy.create("main");
        var rt = copy.create("rt");
        var second = new DenyAll()) {
      main.makeThreaded();
      rt.makeThreaded();
      var atMain = new DevicePrograms(main);

      atMain.attach(second.id());
      assertThat(readZero(main)).contains("Operation not permitted");
      assertThat(readZero(rt)).isEmpty();

      atCopy.attach(denyAll.id());
      assertThat(readZero(rt)).contains("Operation not permitted");
      assertThat(atMain.attached()).containsExactly(second.id());
      assertThat(atMain.effective()).contains(denyAll.id(), second.id());
    }
  }

  @Test
  void detachedProgramDeniesNoMore() throws Exception {
    atHome.attach(denyAll.id());

    atHome.detach(denyAll.id());

    assertThat(atHome.attached()).isEmpty();
    assertThat(readZero(home)).isEmpty();
    assertThatThrownBy(() -> atHome.detach(denyAll.id())).isInstanceOf(KernelException.Gone.class);
  }

  @Test
  void programIsNotAttachedTwice() {
    atHome.attach(denyAll.id());

    assertThatThrownBy(() -> atHome.attach(denyAll.id()))
        .isInstanceOf(KernelException.Refused.class)
        .hasMessageContaining("EINVAL");
  }

  @Test
  void programThatIsNotLoadedIsGone() {
    assertThatThrownBy(() -> atHome.attach(NEVER_LOADED))
        .isInstanceOf(KernelException.Gone.class)
        .hasMessageContaining("ENOENT");
  }

  /** Lets a process in a cgroup read a byte of /dev/zero; what it complains of. */
  private String readZero(Cgroup cgroup) throws IOException, InterruptedException {
    var directory = test.fs().directory(cgroup.path());
    var process =
        new ProcessBuilder(
                "sh",
                "-c",
                "echo $$ >$0/cgroup.procs; exec dd if=/dev/zero bs=1 count=1 status=none",
                directory.toString())
            .redirectOutput(ProcessBuilder.Redirect.PIPE)
            .start();
    process.getInputStream().readAllBytes();
    var complaint = new String(process.getErrorStream().readAllBytes(), UTF_8);
    process.waitFor();
    return complaint;
  }
}
