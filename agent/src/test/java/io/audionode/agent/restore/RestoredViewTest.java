package io.audionode.agent.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.apply.Outcome;
import io.audionode.agent.model.Original;
import io.audionode.agent.plan.Action;
import io.audionode.cgroupfs.proc.ProcessId;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whoever restores a node must learn what is not as it was, and why. */
class RestoredViewTest {
  private static final Original SWAPPINESS = new Original.Swappiness(60);
  private static final Original AUDIO = new Original.Created(new CgroupPath("audio"));
  private static final ProcessId PROCESS = new ProcessId(7, 1);
  private static final Action REMOVE = new Action.Remove(new CgroupPath("audio"), "");

  @Test
  void tellsWhatWasDoneKeptRefusedAndLeft() {
    var forget = new Action.Forget(SWAPPINESS, "somebody else has written 30 since", true);
    var result =
        result(
            List.of(
                applied(new Action.WriteOomScoreAdj(PROCESS, -500, 900, "")),
                applied(forget),
                new Outcome.Refused(REMOVE, "EBUSY"),
                new Outcome.Refused(REMOVE, "EBUSY"),
                new Outcome.Refused(new Action.Forget(AUDIO, "gone"), "No space left on device")),
            List.of(AUDIO));
    assertThat(RestoredView.of(result, List.of("a note")).text())
        .isEqualTo(
            """
            a note
            set process 7 oom_score_adj = 900 (was -500)
            kept: vm.swappiness: somebody else has written 30 since
            refused: remove audio: EBUSY
            refused: close journal line: cgroup audio: No space left on device
            not put back: cgroup audio
            1 writes, 1 kept, 1 not put back
            """);
  }

  @Test
  void saysThatThereIsNothingToPutBack() {
    assertThat(RestoredView.of(result(List.of(), List.of()), List.of()).text())
        .isEqualTo("nothing to put back\n");
  }

  @Test
  void countsACgroupThatTheJournalDoesNotTellOfAsLeft() {
    var result = new Restore.Result(List.of(), List.of(), true);
    var view = RestoredView.of(result, List.of());
    assertThat(view.left())
        .containsExactly("cgroup audio, of which the journal tells nothing: see who made it");
    assertThat(view.text()).endsWith("0 writes, 0 kept, 1 not put back\n");
  }

  private static Outcome applied(Action action) {
    return new Outcome.Applied(action, Duration.ZERO);
  }

  private static Restore.Result result(List<Outcome> outcomes, List<Original> left) {
    return new Restore.Result(outcomes, left, false);
  }
}
