package io.audionode.agent.observe.incidents;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.sys.FakeSys;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StirringsTest {
  private static final CgroupPath MIXER = CgroupPath.of("mixer");

  private final FakeSys sys = new FakeSys(_ -> List.of());
  private Stirrings stirrings;

  @BeforeEach
  void lookOnce() {
    sys.put("/proc/self", "limits", "Max open files 1024 4096 files\n");
    charged(4096);
    counted(0);
    stirrings = new Stirrings(new CgroupFs(sys, Path.of("/cg")), new ProcFs(sys));
    assertThat(stirrings.note(MIXER)).as("what is new").isTrue();
    assertThat(stirrings.note(MIXER)).as("what is as it was").isFalse();
  }

  private void charged(long bytes) {
    sys.put("/cg/mixer", "cgroup.controllers", "memory\n")
        .put("/cg/mixer", "memory.current", bytes + "\n");
  }

  private void counted(int kills) {
    sys.put("/cg/mixer", "memory.events", "oom_kill " + kills + "\n");
  }

  @Test
  void noticesEachOfBothOnce() {
    charged(8192);
    assertThat(stirrings.note(MIXER)).isTrue();
    assertThat(stirrings.note(MIXER)).isFalse();
    counted(1);
    assertThat(stirrings.note(MIXER)).isTrue();
    assertThat(stirrings.note(MIXER)).isFalse();
    counted(2);
    charged(4096);
    assertThat(stirrings.note(MIXER)).isTrue();
    assertThat(stirrings.note(MIXER)).as("both were noted together").isFalse();
  }

  @Test
  void noticesThatACgroupIsGoneAndThatAnotherHasItsName() {
    sys.remove("/cg/mixer");
    assertThat(stirrings.note(MIXER)).isTrue();
    assertThat(stirrings.note(MIXER)).as("it is gone, which nobody is sure of").isTrue();
    charged(4096);
    counted(0);
    assertThat(stirrings.note(MIXER)).isTrue();
    assertThat(stirrings.note(MIXER)).isFalse();
    sys.remove("/cg/mixer");
    charged(4096);
    counted(0);
    assertThat(stirrings.note(MIXER)).as("the same figures of another cgroup").isTrue();
  }

  @Test
  void findsAgainWhatNobodyCouldRead() {
    charged(8192);
    assertThat(stirrings.note(MIXER)).isTrue();
    stirrings.forget(MIXER);
    assertThat(stirrings.note(MIXER)).isTrue();
    assertThat(stirrings.note(MIXER)).isFalse();
  }

  @Test
  void keepsNothingOpenThatIsNotRetained() {
    var open = sys.open();
    stirrings.retain(Set.of(MIXER));
    assertThat(sys.open()).isEqualTo(open);
    assertThat(stirrings.note(MIXER)).isFalse();
    stirrings.retain(Set.of());
    assertThat(sys.open()).isEqualTo(open - 2);
    assertThat(stirrings.note(MIXER)).isTrue();
  }
}
