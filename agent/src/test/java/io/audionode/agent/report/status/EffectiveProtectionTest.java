package io.audionode.agent.report.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.fixture.FakeNode;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.tree.CgroupPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EffectiveProtectionTest {
  private static final CgroupPath PARENT = new CgroupPath("slice");
  private static final CgroupPath CHILD = new CgroupPath("slice/child");
  private static final CgroupPath SIBLING = new CgroupPath("slice/sibling");

  private final FakeNode node = FakeNode.withNumaNodes(1).cgroup(CHILD).cgroup(SIBLING);

  @ParameterizedTest(name = "claims {0} of {2}, parent has {1}: {3}")
  @CsvSource({
    "100, 200, 100, 100",
    "100, 200, 200, 100",
    "100, 100, 200,  50",
    "300, 100, 400,  75",
    "  0, 100, 400,   0",
    "100,   0, 100,   0",
    "  0,   0,   0,   0",
    "4611686018427387904, 4611686018427387904, 9223372036854775807, 2305843009213693952",
  })
  void sharesWhatTheParentHasInProportionToClaims(
      long claim, long parent, long claims, long granted) {
    assertThat(EffectiveProtection.share(Bytes.of(claim), Bytes.of(parent), Bytes.of(claims)))
        .isEqualTo(Bytes.of(granted));
  }

  @ParameterizedTest(name = "{0}: parent {1}, child {2}, sibling {3} using {4}: {5}")
  @CsvSource({
    "a leaf alone,                  0, 100,   0,   0,   0",
    "an ancestor with as much,    100, 100,   0,   0, 100",
    "an ancestor with less,        40, 100,   0,   0,  40",
    "a sibling that is idle,      100, 100, 100,   0, 100",
    "a sibling that claims all,   100, 100, 100, 500,  50",
    "a sibling that claims some,  100, 100, 100, 100,  50",
    "a sibling that uses little,  120, 100, 100,  50,  80",
    "room for both,               200, 100, 100, 500, 100",
    "a top-level max uses nothing, max, 100,  0,   0,   0",
  })
  void grantsNoMoreThanEveryAncestorHas(
      String name, String parent, String child, String sibling, long siblingUse, long granted) {
    node.knob(PARENT, "memory.min", parent)
        .knob(CHILD, "memory.min", child)
        .knob(SIBLING, "memory.min", sibling)
        .charge(SIBLING, Bytes.of(siblingUse));
    assertThat(of(CHILD)).as(name).isEqualTo(Bytes.of(granted));
  }

  @Test
  void takesMaxForAllThatIsUsed() {
    node.knob(PARENT, "memory.min", "max")
        .charge(PARENT, Bytes.of(70))
        .knob(CHILD, "memory.min", "max")
        .charge(CHILD, Bytes.of(60));
    assertThat(of(CHILD)).isEqualTo(Bytes.of(60));
  }

  @Test
  void grantsNothingToACgroupThatIsNotThere() {
    assertThat(of(new CgroupPath("slice/gone"))).isEqualTo(Bytes.ZERO);
    assertThat(of(CgroupPath.ROOT)).isEqualTo(Bytes.ZERO);
  }

  private Bytes of(CgroupPath path) {
    return new EffectiveProtection(node.snapshot()).of(path);
  }
}
