package io.audionode.agent.observe.incidents;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.model.incident.ProcessUse;
import io.audionode.agent.model.incident.Victim;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.kmsg.KilledProcess;
import io.audionode.cgroupfs.kmsg.OomChoice;
import java.util.List;
import org.junit.jupiter.api.Test;

class VictimsTest {
  private static final ProcessUse SMALL = new ProcessUse(2, "small", Bytes.ofMebibytes(1), 900);
  private static final ProcessUse LARGE = new ProcessUse(3, "large", Bytes.ofMebibytes(9), 900);
  private static final KernelKill TOLD =
      new KernelKill(
          new OomChoice(OomChoice.Constraint.CONSTRAINT_MEMCG, "/a", "/a/b", "told", 1),
          new KilledProcess(
              1, "told", Bytes.ofMebibytes(4), Bytes.ofMebibytes(2), Bytes.ofMebibytes(1), -500));

  @Test
  void takesTheKernelsWord() {
    assertThat(Victims.of(List.of(TOLD, TOLD), 1, List.of(SMALL, LARGE)))
        .containsExactly(
            new Victim(true, 1, "told", -500, Bytes.ofMebibytes(7), "CONSTRAINT_MEMCG", "/a"));
  }

  @Test
  void infersTheLargestOfThoseThatWent() {
    assertThat(Victims.of(List.of(), 1, List.of(SMALL, LARGE)))
        .containsExactly(new Victim(false, 3, "large", 900, Bytes.ofMebibytes(9), null, null));
    assertThat(Victims.of(List.of(TOLD), 2, List.of(new ProcessUse(1, "told", Bytes.ZERO, 0))))
        .extracting(Victim::pid)
        .containsExactly(1, null);
  }

  @Test
  void countsThoseThatNobodyKnowsWithinBounds() {
    assertThat(Victims.of(List.of(), 3, List.of(SMALL)))
        .containsExactly(Victim.inferred(SMALL), Victim.NAMELESS, Victim.NAMELESS);
    assertThat(Victims.of(List.of(), 100_000, List.of())).hasSize(50);
  }

  @Test
  void namesAVictimOfWhichOnlyTheChoiceIsKnown() {
    var choice = new OomChoice(OomChoice.Constraint.CONSTRAINT_NONE, null, "/a/b", "hog", 8);
    assertThat(Victims.of(List.of(new KernelKill(choice, null)), 1, List.of()))
        .containsExactly(new Victim(true, 8, "hog", null, null, "CONSTRAINT_NONE", null));
  }
}
