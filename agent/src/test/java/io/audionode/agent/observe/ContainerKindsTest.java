package io.audionode.agent.observe;

import static io.audionode.agent.fixture.PodBuilder.roomy;
import static io.audionode.agent.model.ContainerKind.APP;
import static io.audionode.agent.model.ContainerKind.SANDBOX;
import static io.audionode.agent.model.ContainerKind.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.model.ContainerKind;
import io.audionode.agent.model.ContainerSpec;
import io.audionode.agent.model.Pod;
import io.audionode.agent.model.QosClass;
import io.audionode.agent.model.SeenProcess;
import io.audionode.agent.observe.ContainerKinds.Directory;
import io.audionode.agent.observe.ContainerKinds.Evidence;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sandbox is left alone, whatever its processes look like while it is made and after it. */
class ContainerKindsTest {
  private final Pod pod = roomy("mixer", "64Mi", "128Mi");
  private final ContainerKinds kinds = new ContainerKinds();

  @ParameterizedTest
  @CsvSource({
    "pause,           -998, SANDBOX",
    "pause,              1, SANDBOX",
    "runc:[2:INIT],   -998, SANDBOX",
    "runc:[0:PARENT],  900, APP",
    "audio,           -997, APP",
    "runc,            -998, UNKNOWN",
    "runc,               1, UNKNOWN",
    "exe,             -998, UNKNOWN",
    "6,               -998, UNKNOWN",
  })
  void tellsByTheProcessOnceItsScoreIsItsOwn(String comm, int score, ContainerKind kind) {
    assertThat(look("a", process(comm, score))).isEqualTo(kind);
  }

  @Test
  void knowsNothingOfAnEmptyDirectory() {
    assertThat(look("a")).isEqualTo(UNKNOWN);
  }

  @Test
  void remembersASandboxThatHasEnded() {
    assertThat(look("a", process("pause", -998))).isEqualTo(SANDBOX);
    assertThat(look("a")).isEqualTo(SANDBOX);
  }

  @Test
  void takesNoExecInAContainerForASandbox() {
    assertThat(look("a", process("audio", 900))).isEqualTo(APP);
    assertThat(look("a", process("pause", -998))).isEqualTo(APP);
  }

  @Test
  void takesAPlacedContainerForNoSandboxEvenAfterARestart() {
    assertThat(kind(evidence("a", 1, true, process("pause", -998)))).isEqualTo(APP);
  }

  @Test
  void takesEveryOtherDirectoryForAContainerWhileTheSandboxRuns() {
    var sandbox = evidence("s", 1, false, process("pause", -998));
    var seen = kinds.of(pod, List.of(sandbox, evidence("a", 2, false)));
    assertThat(seen).containsEntry(directory("a", 2), APP);
    kinds.endOfLook();
    var ended = evidence("s", 1, false);
    var next = kinds.of(pod, List.of(ended, evidence("t", 3, false)));
    assertThat(next).containsEntry(directory("t", 3), UNKNOWN);
  }

  @Test
  void knowsAContainerThatThePodsStatusNames() {
    var named =
        new Pod(
            "u",
            "n",
            "p",
            "api",
            Map.of(),
            Map.of(),
            QosClass.BURSTABLE,
            null,
            false,
            Set.of(),
            List.of(new ContainerSpec("main", null, null, "a")),
            List.of(new ContainerSpec("init", null, null, "i")));
    var seen = kinds.of(named, List.of(evidence("a", 1, false), evidence("i", 2, false)));
    assertThat(seen.values()).containsOnly(APP);
  }

  @Test
  void forgetsADirectoryThatIsGone() {
    assertThat(look("a", process("pause", -998))).isEqualTo(SANDBOX);
    kinds.endOfLook();
    assertThat(look("a")).isEqualTo(UNKNOWN);
  }

  private ContainerKind look(String id, SeenProcess... processes) {
    var kind = kind(evidence(id, 1, false, processes));
    kinds.endOfLook();
    return kind;
  }

  private ContainerKind kind(Evidence evidence) {
    return kinds.of(pod, List.of(evidence)).getOrDefault(evidence.directory(), UNKNOWN);
  }

  private static Evidence evidence(
      String id, long inode, boolean placed, SeenProcess... processes) {
    return new Evidence(directory(id, inode), id, List.of(processes), placed);
  }

  private static Directory directory(String id, long inode) {
    return new Directory(new CgroupPath("kubepods/poduid-mixer").child(id), inode);
  }

  private static SeenProcess process(String comm, int score) {
    return new SeenProcess(FakeNode.id(10), 1, comm, score, new CgroupPath("kubepods/x"));
  }
}
