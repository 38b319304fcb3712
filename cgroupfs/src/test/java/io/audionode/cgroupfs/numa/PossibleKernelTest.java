package io.audionode.cgroupfs.numa;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.cgroupfs.cpuset.Cpuset;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.tree.TestCgroups;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A populated cgroup takes all that the machine can have, whatever of it is offline. */
class PossibleKernelTest {
  private static final Path CPUS = Path.of("/sys/devices/system/cpu");

  private final TestCgroups test = new TestCgroups();

  @AfterEach
  void removeCgroups() {
    test.close();
  }

  @Test
  void cpusetTakesWhatIsOffline() throws IOException {
    test.root().enable(Set.of("cpuset"));
    var possible = Possible.read(test.sys());
    var last = possible.cpus().stream().max().orElseThrow();
    try (var cgroup = test.root().create("c")) {
      cgroup.attachProcess(test.startSleeper());
      cgroup.write(Cpuset.CPUS, CpuList.of(0));
      online(last, false);
      try {
        cgroup.write(Cpuset.CPUS, possible.cpus());
        cgroup.write(Cpuset.MEMS, possible.nodes());
        assertThat(cgroup.read(Cpuset.CPUS)).isEqualTo(possible.cpus());
        assertThat(cgroup.read(Cpuset.MEMS)).isEqualTo(possible.nodes());
        assertThat(cgroup.read(Cpuset.CPUS_EFFECTIVE).contains(last)).isFalse();
      } finally {
        online(last, true);
      }
      assertThat(cgroup.read(Cpuset.CPUS)).isEqualTo(possible.cpus());
    }
  }

  private static void online(int cpu, boolean value) throws IOException {
    Files.writeString(CPUS.resolve("cpu" + cpu + "/online"), value ? "1" : "0");
  }
}
