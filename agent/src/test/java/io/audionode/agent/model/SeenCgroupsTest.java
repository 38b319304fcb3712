package io.audionode.agent.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.audionode.agent.fixture.Seen;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SeenCgroupsTest {
  @Test
  void findsACgroupAndAllBelowItAmongNamesThatBeginAlike() {
    var seen = seen("a/b", "a", "a-b", "a.b/c", "a/b/c", "a0", "a/b-c", "b");
    assertThat(seen.from(new CgroupPath("a")).map(cgroup -> cgroup.path().value()))
        .containsExactly("a", "a/b", "a/b/c", "a/b-c");
    assertThat(seen.from(new CgroupPath("a/b")).map(cgroup -> cgroup.path().value()))
        .containsExactly("a/b", "a/b/c");
  }

  @Test
  void findsWhatIsBelowACgroupThatIsNotThere() {
    var seen = seen("a", "b/c", "b/d/e", "c");
    assertThat(seen.from(new CgroupPath("b")).map(cgroup -> cgroup.path().value()))
        .containsExactly("b/c", "b/d/e");
    assertThat(seen.from(new CgroupPath("d"))).isEmpty();
    assertThat(seen.from(CgroupPath.ROOT)).hasSize(4);
  }

  @Test
  void findsPodsAndContainersOfTheSubtreeByName() {
    var seen = seen("audio/node0/podx", "audio/node1/podx", "kubepods/podx", "audio/node0/podx/c");
    assertThat(seen.ofSubtree("podx").stream().map(cgroup -> cgroup.path().value()))
        .containsExactly("audio/node0/podx", "audio/node1/podx");
    assertThat(seen.ofSubtree("c")).hasSize(1);
    assertThat(seen.ofSubtree("d")).isEmpty();
  }

  @Test
  void isInOrderAndOfOneMoment() {
    var cgroups = new TreeMap<>(Map.of(new CgroupPath("b"), Seen.cgroup("b")));
    var seen = SeenCgroups.of(cgroups);
    cgroups.clear();
    assertThat(seen.get(new CgroupPath("b"))).contains(Seen.cgroup("b"));
    assertThat(seen.paths()).containsExactly(new CgroupPath("b"));
    assertThat(seen).isEqualTo(seen("b")).isNotEqualTo(seen("c"));
    assertThatThrownBy(() -> seen.paths().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> seen.all().clear()).isInstanceOf(UnsupportedOperationException.class);
  }

  private static SeenCgroups seen(String... paths) {
    var cgroups = new TreeMap<CgroupPath, SeenCgroup>();
    Arrays.stream(paths).forEach(path -> cgroups.put(new CgroupPath(path), Seen.cgroup(path)));
    return SeenCgroups.of(cgroups);
  }
}
