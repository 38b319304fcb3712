package io.audionode.agent.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.journal.Journal;
import io.audionode.agent.journal.JournalFile;
import io.audionode.agent.model.Original;
import io.audionode.agent.plan.Action;
import io.audionode.agent.plan.Plan;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.proc.ProcessId;
import io.audionode.cgroupfs.proc.Tasks;
import io.audionode.cgroupfs.sys.Errno;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.sys.Operation;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of each action, on ordinary files in the place of the kernel's. */
class ApplierTest {
  private static final CgroupPath POD = new CgroupPath("kubepods/pod1");
  private static final ProcessId PROCESS = new ProcessId(10, 4711);
  private static final Action FAST = knob(POD, "memory.min", "1048576");
  private static final Action SLOW = knob(POD, "memory.max", "2097152");
  private static final Duration HASTE = Duration.ofMillis(200);
  private static final Original SWAPPINESS = new Original.Swappiness(60);

  @TempDir private Path directory;
  private final List<String> writes = new ArrayList<>();
  private final CountDownLatch reclaimed = new CountDownLatch(1);
  private Predicate<String> kernel = _ -> true;
  private Journal journal;
  private Applier applier;
  private CgroupFs cgroups;
  private ProcFs proc;
  private Tasks tasks;
  private Migrator migrator;

  @BeforeEach
  void makesANode() throws IOException {
    file("cgroup/cgroup.controllers", "memory\n");
    file("cgroup/kubepods/cgroup.controllers", "memory\n");
    file("cgroup/kubepods/pod1/cgroup.controllers", "memory\n");
    file("cgroup/kubepods/pod1/memory.min", "0\n");
    file("cgroup/kubepods/pod1/memory.max", "max\n");
    file("cgroup/kubepods/pod1/cgroup.procs", "");
    file("proc/10/stat", "10 (audio) S 1" + " 0".repeat(17) + " 4711" + " 0".repeat(30) + "\n");
    file("proc/10/cgroup", "0::/kubepods/pod1\n");
    file("proc/10/oom_score_adj", "900\n");
    file("proc/sys/vm/swappiness", "60\n");
    journal = Journal.open(directory.resolve("state"), "boot-a");
    var sys =
        WatchedSys.guardedBy(
            call -> {
              writes.add(call);
              return kernel.test(call);
            });
    tasks = new Tasks(sys, directory.resolve("proc"));
    cgroups = new CgroupFs(sys, directory.resolve("cgroup"));
    proc = new ProcFs(sys, directory.resolve("proc"));
    migrator = new Migrator(cgroups, proc, tasks, Migrator.Needs.NONE);
    applier = new Applier(migrator, writes(), journal, Duration.ofHours(1));
  }

  private Writes writes() {
    return new Writes(cgroups, proc, tasks, migrator);
  }

  @AfterEach
  void ends() {
    reclaimed.countDown();
    applier.settle();
    applier.close();
    journal.close();
  }

  @Test
  void appliesWhatIsPlanned() throws IOException {
    var outcomes =
        apply(FAST, SLOW, score(-500), new Action.Create(POD.child("c"), ""), swappiness(10));
    assertThat(outcomes).hasSize(5).allMatch(Outcome.Applied.class::isInstance);
    assertThat(writes)
        .containsExactly(
            "writeAt kubepods/pod1 memory.min 1048576",
            "writeAt kubepods/pod1 memory.max 2097152",
            "writeAt " + directory.resolve("proc") + "/10 oom_score_adj -500",
            "mkdirAt kubepods/pod1 c",
            "writeAt " + directory.resolve("proc") + " sys/vm/swappiness 10");
    assertThat(directory.resolve("cgroup/kubepods/pod1/memory.min")).content().startsWith("10485");
  }

  @Test
  void leavesAloneWhatIsSoAlready() {
    var same = List.of(knob(POD, "memory.min", "0"), new Action.Create(POD, ""));
    assertThat(applier.apply(new Plan(List.of(), same)))
        .containsExactly(
            new Outcome.Unchanged(same.getFirst()), new Outcome.Unchanged(same.getLast()));
    assertThat(writes).isEmpty();
  }

  @Test
  void tellsWhatIsGone() {
    var ended = new CgroupPath("kubepods/pod2");
    var reused = new ProcessId(10, 1);
    assertThat(
            apply(
                knob(ended, "memory.min", "1"),
                new Action.Remove(ended, ""),
                new Action.WriteOomScoreAdj(new ProcessId(11, 1), 0, 1, ""),
                new Action.WriteOomScoreAdj(reused, 0, 1, ""),
                new Action.MoveProcess(reused, POD, POD, "")))
        .hasSize(5)
        .allMatch(Outcome.Gone.class::isInstance);
    assertThat(writes).containsExactly("rmdirAt kubepods pod2");
  }

  /** Its journal line is of the one that was seen, so that nobody would put this back. */
  @Test
  void writesNothingToACgroupThatOnlyHasTheNameOfTheSeenOne() throws IOException {
    var write = new Action.WriteKnob(POD, inode(POD), "memory.min", "0", "4096", "");
    Files.move(directory.resolve("cgroup/kubepods/pod1"), directory.resolve("cgroup/removed"));
    file("cgroup/kubepods/pod1/memory.min", "0\n");
    assertThat(apply(write))
        .singleElement()
        .isInstanceOfSatisfying(
            Outcome.Gone.class,
            gone -> assertThat(gone.message()).contains("the name is another cgroup's by now"));
    assertThat(writes).isEmpty();
    assertThat(apply(new Action.WriteKnob(POD, inode(POD), "memory.min", "0", "4096", "")))
        .hasOnlyElementsOfType(Outcome.Applied.class);
  }

  private long inode(CgroupPath path) {
    try (var cgroup = cgroups.open(path)) {
      return cgroup.inode();
    }
  }

  @Test
  void passesOnWhyTheKernelRefuses() {
    var outcomes = apply(new Action.Remove(POD, ""), knob(POD, "memory.high", "1"));
    assertThat(outcomes.getFirst())
        .isInstanceOfSatisfying(
            Outcome.Refused.class, o -> assertThat(o.message()).contains("ENOTEMPTY"));
    assertThat(outcomes.getLast())
        .isInstanceOfSatisfying(
            Outcome.Refused.class, o -> assertThat(o.message()).contains("memory.high", "ENOENT"));
  }

  @ParameterizedTest
  @CsvSource({"EROFS, true", "EACCES, true", "EPERM, true", "EBUSY, false"})
  void tellsWhatIsDeniedFromWhatNobodyCouldWrite(String errno, boolean denied) {
    kernel =
        call -> {
          throw KernelException.of(
              new Operation("write", "kubepods/pod1", "memory.min", "1"),
              new Errno(1, errno, "no"),
              "");
        };
    assertThat(apply(FAST))
        .singleElement()
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused -> {
              assertThat(refused.denied()).isEqualTo(denied);
              assertThat(refused.message())
                  .startsWith("write memory.min=\"1\" in kubepods/pod1: %s (no)".formatted(errno));
            });
  }

  @Test
  void refusesWhenTheKernelKeepsAnotherValue() throws IOException {
    file("cgroup/audio/cgroup.procs", "");
    kernel = _ -> false;
    var move = new Action.MoveProcess(PROCESS, POD, new CgroupPath("audio"), "");
    var actions = List.of(FAST, SLOW, score(-500), swappiness(10), move);
    assertThat(applier.apply(new Plan(List.of(), actions)))
        .containsExactly(
            new Outcome.Refused(FAST, "the kernel keeps \"0\""),
            new Outcome.Refused(SLOW, "the kernel keeps \"max\""),
            new Outcome.Refused(actions.get(2), "the kernel keeps \"900\""),
            new Outcome.Refused(actions.get(3), "the kernel keeps \"60\""),
            new Outcome.Refused(move, "the kernel keeps \"kubepods/pod1\""));
  }

  @Test
  void doesTheOthersWhateverBecomesOfOne() {
    kernel =
        call -> {
          if (call.contains("memory.min")) {
            throw new IllegalStateException("a mistake in this program");
          }
          return true;
        };
    assertThat(
            apply(
                knob(new CgroupPath("none"), "memory.min", "1"),
                new Action.Remove(POD, ""),
                FAST,
                SLOW,
                swappiness(4000),
                score(-500)))
        .extracting(outcome -> (Object) outcome.getClass())
        .containsExactly(
            Outcome.Gone.class,
            Outcome.Refused.class,
            Outcome.Refused.class,
            Outcome.Applied.class,
            Outcome.Refused.class,
            Outcome.Applied.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void goesOnWithoutASlowWriteThatPassesItsDeadlineAndTellsWhatBecomesOfIt(boolean taken) {
    kernel =
        call -> {
          if (call.contains("memory.max")) {
            awaitReclaim();
            return taken;
          }
          return true;
        };
    var refused = new Outcome.Refused(SLOW, "the kernel keeps \"max\"");
    var move = new Action.MoveProcess(PROCESS, POD, POD, "");
    try (var hasty = new Applier(migrator, writes(), journal, HASTE)) {
      var outcomes = hasty.apply(new Plan(List.of(), List.of(SLOW, move, FAST)));
      assertThat(outcomes.subList(0, 2))
          .containsExactly(
              new Outcome.Skipped(SLOW, "still under way after 200 ms"),
              new Outcome.Skipped(move, "an earlier write is still under way"));
      assertThat(outcomes.getLast()).isInstanceOf(Outcome.Applied.class);
      assertThat(hasty.late()).as("not through").isEmpty();

      reclaimed.countDown();
      hasty.settle();
      assertThat(hasty.late())
          .singleElement()
          .satisfies(late -> assertThat(late.action()).isEqualTo(SLOW))
          .satisfies(
              late -> {
                if (taken) {
                  assertThat(((Outcome.Applied) late).took()).isGreaterThanOrEqualTo(HASTE);
                } else {
                  assertThat(late).isEqualTo(refused);
                }
              });
      assertThat(hasty.late()).as("told once").isEmpty();
    }
    assertThat(apply(SLOW)).containsExactly(taken ? new Outcome.Unchanged(SLOW) : refused);
    assertThat(apply(move).getFirst()).isInstanceOf(Outcome.Applied.class);
  }

  @Test
  void attachesNobodyWhileAWriteMovesAContainersMemoryAndDoesAllElse() throws IOException {
    file("cgroup/kubepods/pod1/cpuset.mems", "0-1\n");
    kernel =
        call -> {
          if (call.contains("cpuset.mems")) {
            awaitReclaim();
          }
          return true;
        };
    var narrow = knob(POD, "cpuset.mems", "1");
    var birth = new Action.MoveProcess(PROCESS, POD, POD, "");
    assertThat(apply(narrow, birth, SLOW))
        .satisfiesExactly(
            first ->
                assertThat(first)
                    .isEqualTo(new Outcome.Skipped(narrow, "still under way after 100 ms")),
            second ->
                assertThat(second)
                    .isEqualTo(new Outcome.Skipped(birth, "the kernel moves a container's memory")),
            third -> assertThat(third).isInstanceOf(Outcome.Applied.class));
    assertThat(apply(narrow))
        .containsExactly(new Outcome.Skipped(narrow, "an earlier write is still under way"));
    reclaimed.countDown();
    applier.settle();
    assertThat(applier.late()).extracting(Outcome::action).containsExactly(narrow);
    assertThat(apply(narrow)).containsExactly(new Outcome.Unchanged(narrow));
    assertThat(apply(birth).getFirst()).isInstanceOf(Outcome.Applied.class);
  }

  @Test
  void leavesAloneWhatKubeletWroteMeanwhile() throws IOException {
    file("cgroup/kubepods/pod1/cpuset.cpus", "0-2\n");
    var narrow = new Action.WriteKnob(POD, null, "cpuset.cpus", "0-3", "2-3", "");
    assertThat(apply(narrow))
        .containsExactly(new Outcome.Refused(narrow, "the kernel keeps \"0-2\""));
    assertThat(writes).isEmpty();
  }

  @Test
  void hasEveryValueInTheJournalBeforeTheFirstWrite() {
    var seen = new ArrayList<List<Original>>();
    kernel =
        _ -> {
          seen.add(written().open());
          return true;
        };
    var min = new Original.KnobValue(POD, 1, "memory.min", "0");
    applier.apply(new Plan(List.of(SWAPPINESS, min), List.of(swappiness(10), FAST)));
    assertThat(seen).hasSize(2).containsOnly(List.of(SWAPPINESS, min));
  }

  @Test
  void writesOnlyWhatNeedsNoNewLineWhileTheJournalTakesNone() {
    journal.close();
    var swappiness = swappiness(10);
    var plan = new Plan(List.of(SWAPPINESS), Set.of(swappiness), List.of(swappiness, FAST));
    assertThat(applier.apply(plan))
        .satisfiesExactly(
            first ->
                assertThat(first)
                    .isInstanceOfSatisfying(
                        Outcome.Skipped.class,
                        skipped -> assertThat(skipped.message()).contains("nothing was changed")),
            second -> assertThat(second).isInstanceOf(Outcome.Applied.class));
    assertThat(writes).containsExactly("writeAt kubepods/pod1 memory.min 1048576");
    assertThat(applier.journalProblem())
        .hasValueSatisfying(it -> assertThat(it).contains("journal"));

    assertThat(apply(SLOW).getFirst()).isInstanceOf(Outcome.Applied.class);
    assertThat(applier.journalProblem()).as("nothing waits for it").isEmpty();
  }

  @Test
  void writesNothingOfAPlanThatDoesNotSayWhatItsLinesAreFor() {
    journal.close();
    assertThat(applier.apply(new Plan(List.of(SWAPPINESS), List.of(swappiness(10), FAST))))
        .allMatch(Outcome.Skipped.class::isInstance);
    assertThat(writes).isEmpty();
  }

  @Test
  void closesTheLineOfWhatIsPutBack() {
    applier.apply(new Plan(List.of(SWAPPINESS), List.of(swappiness(10))));
    var forget = new Action.Forget(SWAPPINESS, "");
    assertThat(apply(forget).getFirst()).isInstanceOf(Outcome.Applied.class);
    assertThat(written().open()).isEmpty();
    assertThat(written().closed()).containsExactly(SWAPPINESS);
  }

  private JournalFile written() {
    return JournalFile.read(directory.resolve("state").resolve(JournalFile.NAME));
  }

  private List<Outcome> apply(Action... actions) {
    return applier.apply(new Plan(List.of(), Arrays.asList(actions)));
  }

  private void awaitReclaim() {
    try {
      reclaimed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Action knob(CgroupPath cgroup, String file, String value) {
    return new Action.WriteKnob(cgroup, null, file, null, value, "");
  }

  private static Action score(int value) {
    return new Action.WriteOomScoreAdj(PROCESS, 900, value, "");
  }

  private static Action swappiness(int value) {
    return new Action.WriteSwappiness(60, value, "");
  }

  private void file(String name, String text) throws IOException {
    var file = directory.resolve(name);
    Files.createDirectories(file.resolveSibling("."));
    Files.writeString(file, text);
  }
}
