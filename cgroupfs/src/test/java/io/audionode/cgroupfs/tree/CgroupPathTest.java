package io.audionode.cgroupfs.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CgroupPathTest {
  private static final CgroupPath POD = new CgroupPath("audio/node0/pod7f");

  @ParameterizedTest
  @ValueSource(strings = {"/a", "a/", "a//b", ".", "..", "a/../b", "a\nb", "a\0b", "/"})
  void pathsThatCouldLeaveTheTreeAreRefused(String path) {
    assertThatThrownBy(() -> new CgroupPath(path)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "..", "a/b"})
  void childIsOneName(String name) {
    assertThatThrownBy(() -> POD.child(name)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nameHasAtMost255Bytes() {
    assertThat(new CgroupPath("a".repeat(255)).depth()).isEqualTo(1);
    assertThatThrownBy(() -> new CgroupPath("ä".repeat(128)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void ancestorsGoFromTheTopDownToTheParent() {
    assertThat(POD.ancestors())
        .containsExactly(new CgroupPath("audio"), new CgroupPath("audio/node0"));
    assertThat(new CgroupPath("audio").ancestors()).isEmpty();
    assertThat(new CgroupPath("audio").parent()).contains(CgroupPath.ROOT);
    assertThat(CgroupPath.ROOT.parent()).isEmpty();
  }

  @Test
  void knowsItsPlace() {
    assertThat(POD.name()).isEqualTo("pod7f");
    assertThat(POD.depth()).isEqualTo(3);
    assertThat(POD.startsWith(new CgroupPath("audio/node0"))).isTrue();
    assertThat(POD.startsWith(new CgroupPath("audio/node"))).isFalse();
    assertThat(POD.startsWith(CgroupPath.ROOT)).isTrue();
    assertThat(CgroupPath.ROOT.child("audio")).hasToString("audio");
    assertThat(CgroupPath.of("/audio")).isEqualTo(new CgroupPath("audio"));
    assertThat(CgroupPath.of("/")).isEqualTo(CgroupPath.ROOT).hasToString("/");
  }

  @Test
  void parentsSortBeforeTheirChildrenAndSubtreesStayTogether() {
    assertThat(Stream.of("a-b", "a/c", "a", "", "b").map(CgroupPath::new).sorted())
        .extracting(CgroupPath::value)
        .containsExactly("", "a", "a/c", "a-b", "b");
  }
}
