package io.audionode.cgroupfs.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.audionode.cgroupfs.sys.KernelException.Malformed;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CgroupSetupTest {
  private static final String UNIFIED =
      "35 24 0:30 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n";
  private static final String MEMORY_V1 =
      "36 35 0:31 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n";
  private static final String SYSTEMD_V1 =
      "37 35 0:32 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,name=systemd\n";

  @Test
  void mountPointAndOptionsAreTheKernels() {
    assertThat(CgroupSetup.parse(UNIFIED))
        .isEqualTo(new CgroupSetup.Unified(Path.of("/sys/fs/cgroup"), Set.of("rw", "nsdelegate")));
    assertThat(CgroupSetup.parse(UNIFIED).remedy()).isEmpty();
  }

  @Test
  void controllersOfV1AreMissingInV2() {
    assertThat(CgroupSetup.parse(UNIFIED.replace("cgroup rw", "cgroup/unified rw") + MEMORY_V1))
        .isEqualTo(new CgroupSetup.Hybrid(Path.of("/sys/fs/cgroup/unified"), Set.of("memory")))
        .extracting(CgroupSetup::remedy)
        .asString()
        .contains("memory", "systemd.unified_cgroup_hierarchy=1");
  }

  @Test
  void namedV1HierarchyTakesNoController() {
    assertThat(CgroupSetup.parse(UNIFIED + SYSTEMD_V1)).isInstanceOf(CgroupSetup.Unified.class);
  }

  @Test
  void v1AloneAndNothingAtAllAreToldApart() {
    assertThat(CgroupSetup.parse(MEMORY_V1)).isEqualTo(new CgroupSetup.Legacy());
    assertThat(CgroupSetup.parse("21 1 8:1 / / rw - ext4 /dev/sda1 rw\n"))
        .isEqualTo(new CgroupSetup.Absent());
  }

  /** A privileged container with the host's tree mounted, in the host's cgroup namespace. */
  @Test
  void hostsMountIsChosenBeforeTheContainersOwnPart() {
    var own =
        """
        50 40 0:30 /kubepods/pod1/c1 /sys/fs/cgroup ro - cgroup2 cgroup rw
        51 40 0:30 / /host/sys/fs/cgroup rw - cgroup2 cgroup2 rw
        """;

    assertThat(mountPoint(own)).isEqualTo(Path.of("/host/sys/fs/cgroup"));
  }

  /** In a cgroup namespace of its own, the container's part looks like a root. */
  @Test
  void hostsMountIsChosenFromInsideACgroupNamespace() {
    var own =
        """
        50 40 0:30 / /sys/fs/cgroup ro - cgroup2 cgroup rw
        51 40 0:30 /../../.. /host/sys/fs/cgroup rw - cgroup2 cgroup2 rw
        """;

    assertThat(mountPoint(own)).isEqualTo(Path.of("/host/sys/fs/cgroup"));
  }

  @Test
  void amongEqualMountsTheShortestPathIsChosen() {
    assertThat(mountPoint(UNIFIED.replace("/sys/fs", "/host/sys/fs") + UNIFIED))
        .isEqualTo(Path.of("/sys/fs/cgroup"));
  }

  @Test
  void escapedPathsAreMadePlain() {
    assertThat(mountPoint(UNIFIED.replace("/sys/fs/cgroup", "/mnt/a\\040b\\134c")))
        .isEqualTo(Path.of("/mnt/a b\\c"));
  }

  @Test
  void otherTextIsMalformed() {
    assertThatThrownBy(() -> CgroupSetup.parse("cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n"))
        .isInstanceOf(Malformed.class);
  }

  private static Path mountPoint(String mountinfo) {
    return ((CgroupSetup.Unified) CgroupSetup.parse(mountinfo)).mountPoint();
  }
}
