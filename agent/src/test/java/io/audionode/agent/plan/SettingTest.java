package io.audionode.agent.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.cgroupfs.proc.ProcessId;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SettingTest {
  private static final CgroupPath NODE0 = CgroupPath.of("audio/node0");
  private static final ProcessId MIXER = new ProcessId(4711, 12);

  static Stream<Arguments> files() {
    return Stream.of(
        Arguments.of(new Action.Create(NODE0, ""), "audio/node0"),
        Arguments.of(
            new Action.WriteKnob(NODE0, 1L, "memory.min", "0", "1", ""), "audio/node0/memory.min"),
        Arguments.of(
            new Action.SetControllers(NODE0, Set.of("cpu"), Set.of(), ""),
            "audio/node0/cgroup.subtree_control"),
        Arguments.of(
            new Action.SetControllers(CgroupPath.ROOT, Set.of("cpu"), Set.of(), ""),
            "cgroup.subtree_control"),
        Arguments.of(
            new Action.MoveProcess(MIXER, CgroupPath.ROOT, NODE0, ""), "/proc/4711/cgroup"),
        Arguments.of(new Action.WriteOomScoreAdj(MIXER, 0, -500, ""), "/proc/4711/oom_score_adj"),
        Arguments.of(new Action.WriteSwappiness(60, 1, ""), "/proc/sys/vm/swappiness"));
  }

  /** Whoever watches files is told to be quiet about these. */
  @ParameterizedTest
  @MethodSource("files")
  void saysWhichFileAnActionWrites(Action action, String file) {
    assertThat(Setting.path(action)).contains(file);
  }
}
