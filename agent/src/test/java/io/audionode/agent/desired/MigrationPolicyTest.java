package io.audionode.agent.desired;

import static io.audionode.agent.fixture.FakeNode.home;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.config.Configuration;
import io.audionode.agent.config.Migration;
import io.audionode.agent.config.Migration.Mode;
import io.audionode.agent.desired.Relocation.Step;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.fixture.PodBuilder;
import io.audionode.agent.model.CpuReserves;
import io.audionode.agent.model.Migration.State;
import io.audionode.agent.model.Pod;
import io.audionode.agent.plan.Action;
import io.audionode.agent.plan.Plan;
import io.audionode.agent.plan.Planner;
import io.audionode.agent.restore.Cleanliness;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Pages of containers that already run, all of which are on node 0 at first. */
class MigrationPolicyTest {
  private static final String MEMS = "cpuset.mems";
  private static final String CPUS = "cpuset.cpus";

  private final FakeNode node = FakeNode.withNumaNodes(2);
  private final CgroupPath home = home(asking("1")).child("c");
  private Configuration configuration = with(Mode.GENTLE);

  private static Configuration with(Mode mode) {
    return with(mode, CpuList.EMPTY);
  }

  private static Configuration with(Mode mode, CpuList reservedCpus) {
    var byDefault = Configuration.defaults();
    return new Configuration(
        byDefault.placement(),
        byDefault.domain(),
        byDefault.inPlaceThreads(),
        byDefault.swappiness(),
        byDefault.subtreeMax(),
        byDefault.onStop(),
        byDefault.pause(),
        reservedCpus,
        byDefault.profiles(),
        byDefault.pressure(),
        new Migration(mode, Duration.ofMillis(1)));
  }

  private static Pod asking(@Nullable String numaNode) {
    var pod = PodBuilder.pod("mixer").container("main", "64Mi", "256Mi");
    return numaNode == null
        ? pod.build()
        : pod.annotation("audionode.io/numa-node", numaNode).build();
  }

  private void running(@Nullable String numaNode) {
    node.pod(asking(numaNode)).running(asking(numaNode), "c", 100, Bytes.ofMebibytes(128));
  }

  /** Runs until there is nothing to write. */
  private List<Action> settle() {
    var all = new ArrayList<Action>();
    for (var run = 0; run < 8; run++) {
      var seen = node.snapshot();
      var plan = new Planner().diff(Decisions.desire(node, configuration), seen);
      if (plan.isEmpty()) {
        return all;
      }
      all.addAll(plan.actions());
      node.apply(plan);
    }
    throw new AssertionError("never settles: " + all);
  }

  private Step step() {
    return Decisions.desire(node, configuration).relocations().getFirst().step();
  }

  private @Nullable String knob(String file) {
    return node.snapshot().knob(home, file).orElse(null);
  }

  @Test
  void movesThreadsThenPagesAndNarrowsTheMemoryNodesOnlyThen() {
    running("1");
    assertThat(settle()).anyMatch(Action.MigratePages.class::isInstance);
    assertThat(knob(CPUS)).isEqualTo("2-3");
    assertThat(knob(MEMS)).isEmpty();

    node.migration(home, State.DONE);
    settle();

    assertThat(knob(MEMS)).isEqualTo("1");
    assertThat(knob(CPUS)).isEqualTo("2-3");
  }

  @Test
  void leavesReservedAndIsolatedCpusOfTheNodeAlone() {
    node.online(1, 2, 3, 4, 5).reserves(new CpuReserves(CpuList.of(5), CpuList.of(4)));
    configuration = with(Mode.GENTLE, CpuList.of(3));
    running("1");
    settle();
    assertThat(knob(CPUS)).isEqualTo("2");
  }

  @Test
  void leavesAContainerTheCpusThatKubeletGaveItThoughNoneOfThemIsShared() {
    configuration = with(Mode.GENTLE, CpuList.of(3));
    running("1");
    node.knob(home, CPUS, "3");
    settle();
    assertThat(knob(CPUS)).isEqualTo("3");
  }

  @Test
  void narrowsAtOnceWhenAskedTo() {
    configuration = with(Mode.IMMEDIATE);
    running("1");
    assertThat(settle()).noneMatch(Action.MigratePages.class::isInstance);
    assertThat(knob(MEMS)).isEqualTo("1");
  }

  @Test
  void doesNothingWhenItIsOffAndSaysSo() {
    configuration = with(Mode.OFF);
    running("1");
    settle();
    assertThat(step()).isEqualTo(Step.LEAVE);
    assertThat(knob(MEMS)).isEmpty();
  }

  @Test
  void leavesAPodAloneThatNamesNoNode() {
    running(null);
    settle();
    assertThat(Decisions.desire(node, configuration).relocations()).isEmpty();
    assertThat(knob(MEMS)).isEmpty();
  }

  @Test
  void goesBesideTheSoundCard() {
    node.soundCard(0, 1);
    var pod =
        PodBuilder.pod("mixer")
            .container("main", "64Mi", "256Mi")
            .sound("/dev/snd/pcmC0D0p")
            .build();
    node.pod(pod).running(pod, "c", 100, Bytes.ofMebibytes(128));
    var relocation = Decisions.desire(node, configuration).relocations().getFirst();
    assertThat(relocation.node()).isEqualTo(1);
    assertThat(relocation.reason()).contains("sound card");
  }

  @Test
  void doesNotContradictKubelet() {
    running("1");
    node.knob(home, MEMS, "0");
    settle();
    assertThat(step()).isEqualTo(Step.LEAVE);
    assertThat(knob(MEMS)).isEqualTo("0");
  }

  @Test
  void keepsToTheCpusThatKubeletGaveIt() {
    configuration = with(Mode.IMMEDIATE);
    running("1");
    node.knob(home, CPUS, "1-2");
    settle();
    assertThat(knob(CPUS)).isEqualTo("2");
  }

  @Test
  void leavesItWhereTheNodeHasNoRoomForItsMinimum() {
    var other =
        PodBuilder.pod("other")
            .annotation("audionode.io/numa-node", "1")
            .container("main", "1600Mi", "1800Mi")
            .build();
    node.pod(other).born(other, "o", 200);
    settle();
    running("1");
    settle();
    assertThat(step()).isEqualTo(Step.LEAVE);
    assertThat(Decisions.desire(node, configuration).relocations().getFirst().reason())
        .startsWith("memory.min 64Mi does not fit: node 1 has ");
  }

  @Test
  void stopsWhenTheAnnotationGoes() {
    running("1");
    settle();
    node.pod(asking(null));
    assertThat(settle()).anyMatch(Action.StopMigration.class::isInstance);
    assertThat(node.snapshot().migrations()).isEmpty();
  }

  @Test
  void turnsRoundWhenTheAnnotationNamesAnotherNode() {
    running("1");
    settle();
    node.migration(home, State.DONE);
    settle();
    node.pod(asking("0"));
    assertThat(step()).isEqualTo(Step.WIDEN);
    settle();
    assertThat(knob(MEMS)).as("what it inherited").isEqualTo("0-1");
    assertThat(node.snapshot().migration(home).orElseThrow().node()).isZero();
    assertThat(knob(CPUS)).isEqualTo("0-1");
    node.migration(home, State.DONE);
    settle();
    assertThat(knob(MEMS)).isEqualTo("0");
  }

  @Test
  void doesNotTryAgainWhatTheKernelRefused() {
    running("1");
    settle();
    node.migration(home, State.FAILED);
    assertThat(settle()).noneMatch(Action.MigratePages.class::isInstance);
    assertThat(knob(MEMS)).isEmpty();
    assertThat(knob(CPUS)).as("where its pages are").isEqualTo("0-3");
  }

  @Test
  void getsItsCpusBackThoughOtherPodsAreUnknown() {
    running("1");
    settle();
    node.migration(home, State.MOVING);
    settle();
    assertThat(knob(CPUS)).isEqualTo("2-3");
    node.podsComplete(false).migration(home, State.WAITING);
    settle();
    assertThat(knob(CPUS)).isEqualTo("0-3");
  }

  @Test
  void runsBesideItsMemoryUntilItsTurn() {
    running("1");
    settle();
    node.migration(home, State.WAITING);
    settle();
    assertThat(step()).isEqualTo(Step.WAIT);
    assertThat(knob(CPUS)).isEqualTo("0-3");
    node.migration(home, State.MOVING);
    settle();
    assertThat(knob(CPUS)).isEqualTo("2-3");
    node.migration(home, State.PAUSED);
    settle();
    assertThat(knob(CPUS)).isEqualTo("2-3");
  }

  @Test
  void doesNotNarrowTheMemoryNodesWhileMuchIsElsewhere() {
    running("1");
    settle();
    node.migration(home, State.DONE, Bytes.ofMebibytes(5));
    settle();
    assertThat(step()).isEqualTo(Step.PARTLY);
    assertThat(knob(MEMS)).isEmpty();
    assertThat(knob(CPUS)).isEqualTo("2-3");
    assertThat(Decisions.desire(node, configuration).relocations().getFirst().reason())
        .endsWith("5Mi elsewhere is more than the 4Mi that the kernel may move at once");
    assertThat(node.snapshot().migrations()).hasSize(1);
  }

  @Test
  void keepsWhatIsNarrowedWhileItsCpusAreOffline() {
    configuration = with(Mode.IMMEDIATE);
    running("1");
    settle();
    node.online(1);
    assertThat(settle()).noneMatch(this::isAboutTheContainer);
    assertThat(step()).isEqualTo(Step.NARROW);
    assertThat(knob(MEMS)).isEqualTo("1");
    assertThat(knob(CPUS)).isEqualTo("2-3");
    node.online(1, 2, 3);
    assertThat(settle()).noneMatch(this::isAboutTheContainer);
  }

  @Test
  void keepsWhatIsNarrowedWhileTheOneCpuOfTheNodeThatKubeletGaveItIsOffline() {
    configuration = with(Mode.IMMEDIATE);
    running("1");
    node.knob(home, CPUS, "0-2");
    settle();
    assertThat(knob(CPUS)).isEqualTo("2");
    node.online(1, 3);
    assertThat(settle()).noneMatch(this::isAboutTheContainer);
    assertThat(step()).isEqualTo(Step.NARROW);
    node.online(1, 2, 3);
    assertThat(settle()).noneMatch(this::isAboutTheContainer);
  }

  private boolean isAboutTheContainer(Action action) {
    return action.toString().contains(home.toString());
  }

  @Test
  void putsBackTheCpusThatAreOfflineAsWell() {
    configuration = with(Mode.IMMEDIATE);
    running("1");
    settle();
    node.online(0, 0).forget(asking("1"));
    settle();
    assertThat(knob(CPUS)).isEqualTo("0-3");
    node.online(0, 0, 1).pod(asking("1"));
    settle();
    assertThat(step()).as("what came back is no pin of kubelet's").isEqualTo(Step.NARROW);
  }

  @Test
  void takesAForeignWriteForKubeletsNewListAndPutsThatBack() {
    configuration = with(Mode.IMMEDIATE);
    running("1");
    node.knob(home, CPUS, "0-3");
    settle();
    assertThat(knob(CPUS)).isEqualTo("2-3");

    node.knob(home, CPUS, "0-2");
    settle();
    assertThat(knob(CPUS)).isEqualTo("2");

    node.forget(asking("1"));
    settle();
    assertThat(knob(CPUS)).isEqualTo("0-2");
  }

  @Test
  void leavesKubeletsNewListWhenItIsPutBackBeforeAnyLook() {
    configuration = with(Mode.IMMEDIATE);
    running("1");
    node.knob(home, CPUS, "0-3");
    settle();
    var history = List.copyOf(node.snapshot().originals().all());
    node.knob(home, CPUS, "0-2");
    for (var undo = undo(); !undo.isEmpty(); undo = undo()) {
      node.apply(undo);
    }
    assertThat(knob(CPUS)).isEqualTo("0-2");
    assertThat(node.snapshot().originals().all()).isEmpty();
    assertThat(Cleanliness.compare(history, 0, node.snapshot()).differences()).isEmpty();
  }

  private Plan undo() {
    return new Planner().undo(node.snapshot());
  }

  @Test
  void remembersWhatItGaveWhenItTurnsRound() {
    configuration = with(Mode.IMMEDIATE);
    running("1");
    settle();
    node.pod(asking("0"));
    settle();
    assertThat(knob(CPUS)).isEqualTo("0-1");
    node.forget(asking("0"));
    settle();
    assertThat(knob(CPUS)).isEqualTo("0-3");
  }

  @Test
  void letsOneOfTwoPodsBeginWhereOnlyOneFitsAndStaysWithThat() {
    var third = naming("other", 800);
    node.pod(third).born(third, "o", 150);
    settle();
    var first = naming("a-first", 600);
    var second = naming("b-second", 600);
    node.pod(first).running(first, "c", 200, Bytes.ofMebibytes(128));
    node.pod(second).running(second, "c", 300, Bytes.ofMebibytes(128));
    settle();
    assertThat(steps()).containsExactlyInAnyOrder("a-first MOVE", "b-second LEAVE");
    node.migration(home(first).child("c"), State.DONE);
    settle();
    assertThat(steps()).containsExactlyInAnyOrder("a-first NARROW", "b-second LEAVE");
  }

  @Test
  void staysWhenANewPodComesThatTakesTheRestOfTheNode() {
    var first = naming("a-first", 600);
    node.pod(first).running(first, "c", 200, Bytes.ofMebibytes(128));
    settle();
    node.migration(home(first).child("c"), State.DONE);
    settle();
    var late = naming("late", 1500);
    node.pod(late).born(late, "n", 400);
    settle();
    assertThat(steps()).containsExactly("a-first NARROW");
    assertThat(node.snapshot().knob(home(first).child("c"), MEMS)).contains("1");
  }

  private static Pod naming(String name, int mebibytes) {
    return PodBuilder.pod(name)
        .annotation("audionode.io/numa-node", "1")
        .container("main", mebibytes + "Mi", mebibytes + "Mi")
        .build();
  }

  private List<String> steps() {
    var desired = Decisions.desire(node, configuration);
    return desired.relocations().stream()
        .map(
            relocation ->
                desired.pods().stream()
                        .filter(pod -> pod.seen().pod().uid().equals(relocation.uid()))
                        .map(pod -> pod.seen().pod().name())
                        .findFirst()
                        .orElseThrow()
                    + " "
                    + relocation.step())
        .toList();
  }

  @Test
  void leavesAPodWholeOfWhichAContainerIsPlacedElsewhere() {
    node.pod(mixed("0")).running(mixed("0"), "c", 100, Bytes.ofMebibytes(128));
    node.born(mixed("0"), "d", 101);
    settle();
    node.pod(mixed("1"));
    settle();
    assertThat(step()).isEqualTo(Step.LEAVE);
    assertThat(Decisions.desire(node, configuration).relocations().getFirst().reason())
        .isEqualTo("other containers of the pod are in audio/node0");
  }

  private static Pod mixed(String numaNode) {
    return PodBuilder.pod("mixer")
        .annotation("audionode.io/numa-node", numaNode)
        .container("main", "64Mi", "256Mi")
        .container("side", "64Mi", "256Mi")
        .build();
  }

  @Test
  void putsBackWhatAnEmptyCpusetMeant() {
    configuration = with(Mode.IMMEDIATE);
    running("1");
    settle();
    node.forget(asking("1"));
    settle();
    assertThat(knob(MEMS)).isEqualTo("0-1");
    assertThat(knob(CPUS)).isEqualTo("0-3");
    assertThat(node.snapshot().originals().all().stream().map(Object::toString))
        .noneMatch(line -> line.contains("cpuset"));
  }
}
