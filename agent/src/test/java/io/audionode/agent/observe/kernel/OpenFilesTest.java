package io.audionode.agent.observe.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.sys.FakeSys;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpenFilesTest {
  private static final CgroupPath ONE = CgroupPath.of("one");
  private static final CgroupPath TWO = CgroupPath.of("two");

  private final FakeSys sys = new FakeSys(_ -> List.of());
  private final CgroupFs cgroups = new CgroupFs(sys, Path.of("/cg"));
  private final OpenFiles files = new OpenFiles(cgroups, "cgroup.procs", 1);
  private int before;

  @BeforeEach
  void makeTwo() {
    processes("one", "1\n");
    processes("two", "2\n");
    before = sys.open();
  }

  private void processes(String cgroup, String pids) {
    sys.put("/cg/" + cgroup, "cgroup.controllers", "").put("/cg/" + cgroup, "cgroup.procs", pids);
  }

  private String text(CgroupPath path) {
    return files.read(path).orElseThrow().text();
  }

  @Test
  void keepsAsManyOpenAsItMayAndReadsTheOthersAllTheSame() {
    assertThat(text(ONE)).isEqualTo("1\n");
    assertThat(text(TWO)).isEqualTo("2\n");
    assertThat(sys.open()).isEqualTo(before + 1);
    processes("one", "1\n3\n");
    processes("two", "");
    assertThat(text(ONE)).isEqualTo("1\n3\n");
    assertThat(text(TWO)).isEmpty();
    assertThat(sys.open()).isEqualTo(before + 1);
  }

  @Test
  void readsTheCgroupThatHasTheNameNow() {
    var inode = files.read(ONE).orElseThrow().inode();
    sys.remove("/cg/one");
    assertThat(files.read(ONE)).isEmpty();
    assertThat(sys.open()).isEqualTo(before);

    processes("one", "1\n");
    var again = files.read(ONE).orElseThrow();
    assertThat(again.text()).isEqualTo("1\n");
    assertThat(again.inode()).isNotEqualTo(inode).isEqualTo(sys.inode("/cg/one"));
  }

  @Test
  void closesWhatNobodyAsksForAnyMore() {
    text(ONE);
    files.retain(Set.of(TWO));
    assertThat(sys.open()).isEqualTo(before);
    text(TWO);
    assertThat(sys.open()).isEqualTo(before + 1);
    files.close();
    assertThat(sys.open()).isEqualTo(before);
  }

  @Test
  void saysThatACgroupHasNoSuchFile() {
    sys.put("/cg/three", "cgroup.controllers", "");
    assertThatThrownBy(() -> files.read(CgroupPath.of("three")))
        .isInstanceOf(KernelException.Unsupported.class);
    assertThat(sys.open()).isEqualTo(before);
  }

  @Test
  void takesASixteenthOfWhatMayBeOpen() {
    sys.put(
        "/proc/self",
        "limits",
        "Max open files            32                 4096                 files\n");
    try (var few = OpenFiles.of(cgroups, new ProcFs(sys), "cgroup.procs")) {
      for (var name : new String[] {"one", "two", "three", "four"}) {
        processes(name, "1\n");
        assertThat(few.read(CgroupPath.of(name))).isPresent();
      }
      assertThat(sys.open()).isEqualTo(before + 2);
    }
  }
}
