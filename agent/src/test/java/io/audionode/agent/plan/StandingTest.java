package io.audionode.agent.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is done while somebody else is left to have his way with a cgroup above. */
class StandingTest {
  private static final CgroupPath AUDIO = CgroupPath.of("audio");
  private static final CgroupPath NODE0 = CgroupPath.of("audio/node0");
  private static final Action MIN = new Action.WriteKnob(NODE0, 1L, "memory.min", "0", "1", "");
  private static final Action CPUS = new Action.WriteKnob(NODE0, 1L, "cpuset.cpus", "", "0", "");
  private static final Action MAKE = new Action.Create(NODE0, "");

  private static List<Action> with(Action left, List<Action> actions) {
    var setting = new Setting("x", 0, "y");
    return new Standing(Map.of(setting, left)).of(actions, CPUS::equals);
  }

  private static Action hands(CgroupPath cgroup, String... controllers) {
    return new Action.SetControllers(cgroup, Set.of(controllers), Set.of(), "");
  }

  @Test
  void leavesNothingElseWhereNothingAboveIsLeft() {
    assertThat(new Standing(Map.of()).of(List.of(MAKE, MIN), _ -> false))
        .containsExactly(MAKE, MIN);
    assertThat(with(MIN, List.of(MAKE, MIN))).containsExactly(MAKE, MIN);
    assertThat(with(hands(NODE0, "memory"), List.of(MIN))).as("its own").containsExactly(MIN);
  }

  @Test
  void doesNothingBelowARemovedCgroupButPuttingBack() {
    assertThat(with(new Action.Create(AUDIO, ""), List.of(MAKE, MIN, CPUS))).containsExactly(CPUS);
  }

  @Test
  void doesWithoutAControllerWhatNeedsOthers() {
    var cpuset = new Action.WriteKnob(NODE0, 1L, "cpuset.mems", "", "0", "");
    assertThat(
            with(
                hands(CgroupPath.ROOT, "cpuset"),
                List.of(
                    MAKE, hands(AUDIO, "memory", "cpuset"), hands(NODE0, "cpuset"), MIN, cpuset)))
        .containsExactly(MAKE, hands(AUDIO, "memory"), MIN);
  }

  @Test
  void makesAndFillsNothingThatWouldHaveNoLimits() {
    assertThat(with(hands(CgroupPath.ROOT, "memory"), List.of(MAKE, MIN))).isEmpty();
  }
}
