package io.audionode.cgroupfs.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.sys.Linux;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Entering another one needs a container: the scenario of the image does it. */
class CgroupNamespaceTest {
  private static final Linux SYS = Linux.system();

  @Test
  void staysWhereTheFirstProcessIsToo() {
    assertThat(CgroupNamespace.enterFirst(SYS)).isFalse();
  }

  @Test
  void whatIsNoNamespaceIsRefusedByName() {
    assertThatThrownBy(() -> SYS.enterCgroupNamespace(Path.of("/proc/self/status")))
        .isInstanceOf(KernelException.class)
        .hasMessageContaining("setns /proc/self/status: EINVAL");
  }
}
