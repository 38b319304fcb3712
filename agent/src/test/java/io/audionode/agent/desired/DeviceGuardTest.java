package io.audionode.agent.desired;

import static io.audionode.agent.desired.Decisions.desire;
import static io.audionode.agent.desired.Decisions.with;
import static io.audionode.agent.fixture.PodBuilder.pod;
import static io.audionode.agent.fixture.PodBuilder.roomy;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.apply.Outcome;
import io.audionode.agent.config.Configuration;
import io.audionode.agent.config.Configuration.Domain;
import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.model.DeviceRules;
import io.audionode.agent.model.Pod;
import io.audionode.agent.model.Subtree;
import io.audionode.agent.plan.Action;
import io.audionode.agent.plan.Plan;
import io.audionode.agent.plan.Planner;
import io.audionode.agent.report.Report;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * A container's device list follows it into the subtree, or it does not go there. Without, every
 * container that is moved could make a node for the host's disk and open it.
 */
class DeviceGuardTest {
  private static final int PROGRAM = 41;
  private static final int NEWER = 42;

  private final Pod mixer = roomy("mixer", "64Mi", "128Mi");
  private final CgroupPath home = FakeNode.home(mixer).child("c1");
  private final CgroupPath placed = Subtree.pod(0, mixer.uid()).child("c1");
  private final FakeNode node = FakeNode.withNumaNodes(1);
  private final FakeFlow flow = new FakeFlow(node);

  @Test
  void attachesTheProgramsOfTheHomeBeforeAnyProcessIsMoved() {
    born();
    node.program(home, PROGRAM);
    assertThat(flow.runOnce().plan().actions().stream().map(Action::toString))
        .containsSubsequence(
            "create " + placed,
            "set " + placed + " device programs +41",
            "move process 10 from " + home + " to " + placed.child("main"));
    assertThat(flow.settle().plan().originals()).isEmpty();
    assertThat(programs(placed.child("main"))).containsExactly(PROGRAM);
  }

  @Test
  void attachesWithThemThoseThatCountFromAbove() {
    born();
    node.program(FakeNode.home(mixer), NEWER).program(home, PROGRAM);
    flow.settle();
    assertThat(programs(placed)).containsExactlyInAnyOrder(PROGRAM, NEWER);
  }

  @Test
  void followsTheHomeWhenTheRuntimeReplacesItsProgram() {
    born();
    node.program(home, PROGRAM);
    flow.settle();
    node.program(home, NEWER);
    assertThat(flow.runOnce().plan().actions().stream().map(Action::toString))
        .containsExactly("set " + placed + " device programs +42 -41");
    assertThat(programs(placed)).containsExactly(NEWER);
  }

  @Test
  void waitsForTheProgramWhereTheRuntimeAttachesThem() {
    node.pod(mixer).sandbox(mixer, 5).program(FakeNode.home(mixer).child("sandbox"), 7);
    node.born(mixer, "c1", 10);

    assertThat(only(flow.runOnce()).adoption()).isEqualTo(Adoption.WAITING);
    assertThat(node.snapshot().originals().all())
        .as("nothing of it was written that would keep it in place")
        .noneMatch(original -> original.key().contains(home.value() + " "));

    node.program(home, PROGRAM);
    assertThat(only(flow.runOnce()).adoption()).isEqualTo(Adoption.SUBTREE);
    assertThat(programs(placed)).containsExactly(PROGRAM);
  }

  @Test
  void protectsInPlaceWhenProgramsCannotBeRead() {
    born();
    node.programsUnreadable();
    var container = only(flow.settle());
    assertThat(container.adoption()).isEqualTo(Adoption.IN_PLACE);
    assertThat(container.reason()).contains("cannot be read: EPERM");
    assertThat(node.snapshot().knob(home, "memory.min")).contains("" + (64L << 20));
  }

  @Test
  void protectsInPlaceWhenProgramsCannotBeAttached() {
    born();
    node.program(home, PROGRAM).refuse(Action.SetDevicePrograms.class, "EPERM");
    assertThat(flow.runOnce().outcomes())
        .filteredOn(outcome -> outcome.action() instanceof Action.MoveProcess)
        .isNotEmpty()
        .allMatch(Outcome.Refused.class::isInstance);
    var container = only(flow.settle());
    assertThat(container.adoption()).isEqualTo(Adoption.IN_PLACE);
    assertThat(container.reason()).contains("could not be attached");
    assertThat(node.snapshot().cgroup(placed)).isEmpty();
  }

  @Test
  void movesItWithTheProgramThatCameBetweenLookingAndMoving() {
    born();
    var plan = flow.plan();
    node.program(home, PROGRAM);
    assertThat(node.apply(plan))
        .filteredOn(outcome -> outcome.action() instanceof Action.MoveProcess)
        .isNotEmpty()
        .allMatch(Outcome.Refused.class::isInstance);
    assertThat(only(flow.settle()).adoption()).isEqualTo(Adoption.SUBTREE);
    assertThat(programs(placed.child("main"))).containsExactly(PROGRAM);
  }

  @Test
  void protectsInPlaceWhatHasProgramsInCgroupsOfItsOwn() {
    born();
    node.program(home, PROGRAM).cgroup(home.child("inner")).program(home.child("inner"), NEWER);
    assertThat(only(flow.runOnce()).reason()).contains("cgroups inside it");
  }

  @Test
  void givesTheOnlyContainersProgramsToThePodsThreadedCgroup() {
    born();
    node.program(home, PROGRAM);
    new FakeFlow(node, with(Domain.NODE)).settle();
    assertThat(programs(Subtree.pod(0, mixer.uid()))).containsExactly(PROGRAM);
  }

  @Test
  void keepsContainersWithOtherDevicesOutOfAPodsOnlyCgroup() {
    var two = pod("two").container("a", "32Mi", "64Mi").container("b", "16Mi", "32Mi").build();
    node.pod(two).born(two, "a", 10).born(two, "b", 11);
    node.program(FakeNode.home(two).child("a"), PROGRAM);
    node.program(FakeNode.home(two).child("b"), NEWER);
    assertThat(ways(two, with(Domain.NODE))).containsExactly(Adoption.IN_PLACE, Adoption.IN_PLACE);
    assertThat(ways(two, with(Domain.CONTAINER)))
        .containsExactly(Adoption.SUBTREE, Adoption.SUBTREE);
  }

  @Test
  void leavesNothingBehind() {
    born();
    node.program(home, PROGRAM);
    var before = node.snapshot();
    flow.settle();
    for (var plan = undo(); !plan.actions().isEmpty(); plan = undo()) {
      node.apply(plan);
    }
    assertThat(node.snapshot().cgroups()).isEqualTo(before.cgroups());
  }

  private Plan undo() {
    return new Planner().undo(node.snapshot());
  }

  private void born() {
    node.pod(mixer).born(mixer, "c1", 10);
  }

  private Iterable<Adoption> ways(Pod of, Configuration configuration) {
    return Decisions.of(of, desire(node, configuration)).containers().stream()
        .map(ContainerDesire::adoption)
        .toList();
  }

  private ContainerDesire only(Report report) {
    return Decisions.of(mixer, report.desired()).containers().getFirst();
  }

  private Set<Integer> programs(CgroupPath path) {
    return node.snapshot().cgroup(path).orElseThrow().devices()
            instanceof DeviceRules.Programs(var _, var effective)
        ? effective
        : Set.of();
  }
}
