package io.audionode.agent.desired;

import static io.audionode.agent.desired.Decisions.desire;
import static io.audionode.agent.desired.Decisions.with;
import static io.audionode.agent.fixture.PodBuilder.pod;
import static io.audionode.agent.fixture.PodBuilder.roomy;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.config.Configuration;
import io.audionode.agent.config.Configuration.Domain;
import io.audionode.agent.config.Configuration.Placement;
import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.model.Labels;
import io.audionode.agent.model.Pod;
import io.audionode.agent.model.Subtree;
import io.audionode.agent.plan.Action;
import io.audionode.cgroupfs.format.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Who is moved and who is protected in place. Moving too late leaves the memory behind,
 * unprotected; deciding anew in every run would move containers to and fro.
 */
class AdoptionsTest {
  private final Pod mixer = roomy("mixer", "64Mi", "128Mi");
  private final FakeNode node = FakeNode.withNumaNodes(1);

  @ParameterizedTest
  @CsvSource({
    "SUBTREE,        young, 0,   SUBTREE,  at birth",
    "SUBTREE,        young, 16,  SUBTREE,  at birth",
    "SUBTREE,        young, 17,  IN_PLACE, 'already running, charged elsewhere: 17Mi'",
    "SUBTREE,        old,   0,   IN_PLACE, 'already running, charged elsewhere: 0'",
    "SUBTREE,        old,   100, IN_PLACE, 'already running, charged elsewhere: 100Mi'",
    "SUBTREE_ALWAYS, old,   100, SUBTREE,  placement: subtree-always",
    "SUBTREE_ALWAYS, young, 0,   SUBTREE,  placement: subtree-always",
    "IN_PLACE,       young, 0,   IN_PLACE, placement: in-place",
    "IN_PLACE,       old,   100, IN_PLACE, placement: in-place",
  })
  void decidesByPlacementAgeAndCharge(
      Placement placement, String age, int charged, Adoption adoption, String reason) {
    node.pod(mixer);
    if (age.equals("young")) {
      node.born(mixer, "c1", 10)
          .charge(FakeNode.home(mixer).child("c1"), Bytes.ofMebibytes(charged));
    } else {
      node.running(mixer, "c1", 10, Bytes.ofMebibytes(charged));
    }
    var container = only(with(placement));
    assertThat(container.adoption()).isEqualTo(adoption);
    assertThat(container.reason()).isEqualTo(reason);
    assertThat(Subtree.contains(container.place())).isEqualTo(adoption == Adoption.SUBTREE);
  }

  @Test
  void takesNoContainerForPlacedBecauseAnotherPodsHasItsName() {
    var running = roomy("running", "32Mi", "128Mi");
    node.pod(running).running(running, "c", 20, Bytes.ofMebibytes(100));
    node.pod(mixer).born(mixer, "c", 10);
    var flow = new FakeFlow(node);
    flow.settle();
    assertThat(node.snapshot().processesBelow(FakeNode.home(running).child("c"))).hasSize(1);
    assertThat(node.snapshot().processesBelow(Subtree.pod(0, mixer.uid()))).hasSize(1);
    assertThat(new FakeFlow(node).runOnce().plan().actions()).isEmpty();
  }

  @Test
  void keepsAPlacedContainerWhateverThePlacementSaysLater() {
    node.pod(mixer).born(mixer, "c1", 10);
    new FakeFlow(node).settle();
    assertThat(only(with(Placement.IN_PLACE)).adoption()).isEqualTo(Adoption.SUBTREE);
  }

  @Test
  void keepsAPlacedContainerOfAThreadRootWhenTheProcessThatWasMovedHasEnded() {
    node.pod(mixer).running(mixer, "c1", 10, Bytes.ofMebibytes(100));
    var always =
        new Configuration(
            Placement.SUBTREE_ALWAYS,
            Domain.NODE,
            1,
            80,
            Decisions.DEFAULTS.onStop(),
            Decisions.DEFAULTS.profiles(),
            Decisions.DEFAULTS.pressure());
    new FakeFlow(node, always).settle();
    node.process(11, 10, "fork", Subtree.pod(0, mixer.uid()).child("main")).exit(10);
    assertThat(only(with(Domain.NODE)).adoption()).isEqualTo(Adoption.SUBTREE);
  }

  /** What it uses is charged in the subtree, and would be protected nowhere. */
  @Test
  void keepsAPlacedContainerWhoseOnlyProcessSomebodyTookOutLongAfterItsBirth() {
    node.pod(mixer).born(mixer, "c1", 10);
    new FakeFlow(node).settle();
    node.charge(Subtree.pod(0, mixer.uid()).child("c1"), Bytes.ofMebibytes(20))
        .running(mixer, "c1", 10, Bytes.ofMebibytes(1));
    var container = only(Decisions.DEFAULTS);
    assertThat(container.adoption()).isEqualTo(Adoption.SUBTREE);
    assertThat(container.reason()).isEqualTo("placed");
    new FakeFlow(node).settle();
    assertThat(node.snapshot().processesBelow(Subtree.ROOT)).hasSize(1);
  }

  /** It has gone on at home: there it is protected, as most of it would stay behind. */
  @Test
  void protectsAContainerInPlaceThatUsesMoreAtHomeThanItLeftInTheSubtree() {
    node.pod(mixer).born(mixer, "c1", 10);
    new FakeFlow(node).settle();
    node.charge(Subtree.pod(0, mixer.uid()).child("c1"), Bytes.ofMebibytes(1))
        .running(mixer, "c1", 10, Bytes.ofMebibytes(100));
    assertThat(only(Decisions.DEFAULTS).adoption()).isEqualTo(Adoption.IN_PLACE);
  }

  /** Its journal line is there, and nothing of it was ever in the subtree. */
  @Test
  void protectsAContainerInPlaceWhoseMoveTheKernelRefusedUntilItWasOld() {
    node.pod(mixer).born(mixer, "c1", 10).refuse(Action.MoveProcess.class, "EPERM");
    new FakeFlow(node).runOnce();
    assertThat(node.snapshot().originals().home(FakeNode.id(10))).isPresent();
    node.running(mixer, "c1", 10, Bytes.ofMebibytes(50));
    assertThat(only(Decisions.DEFAULTS).adoption()).isEqualTo(Adoption.IN_PLACE);
  }

  @Test
  void keepsAContainerInPlaceWhenItsMemoryShrinks() {
    node.pod(mixer)
        .born(mixer, "c1", 10)
        .charge(FakeNode.home(mixer).child("c1"), Bytes.ofMebibytes(50));
    new FakeFlow(node).settle();
    node.charge(FakeNode.home(mixer).child("c1"), Bytes.ZERO);
    assertThat(only(Decisions.DEFAULTS).adoption()).isEqualTo(Adoption.IN_PLACE);
  }

  @Test
  void decidesAnewForAContainerThatWasMadeAnewWithTheSameName() {
    node.pod(mixer).running(mixer, "c1", 10, Bytes.ofMebibytes(50));
    new FakeFlow(node).settle();
    node.exit(10).removed(mixer, "c1").born(mixer, "c1", 11);
    assertThat(only(Decisions.DEFAULTS).adoption()).isEqualTo(Adoption.SUBTREE);
  }

  @Test
  void holdsAPodThatSaysSo() {
    node.pod(pod("mixer").annotation(Labels.HOLD, "true").container("a", "1Mi", "9Mi").build())
        .born(mixer, "c1", 10);
    var desired = desire(node);
    assertThat(Decisions.of(mixer, desired).containers())
        .allMatch(container -> container.adoption() == Adoption.HELD);
    assertThat(desired.processes()).isEmpty();
    assertThat(new FakeFlow(node).runOnce().plan().actions())
        .noneMatch(action -> action.toString().contains("mixer"));
  }

  @Test
  void leavesTheSandboxWhereKubeletPutIt() {
    node.pod(mixer).sandbox(mixer, 5).born(mixer, "c1", 10);
    var desired = desire(node);
    assertThat(Decisions.of(mixer, desired).containers()).hasSize(1);
    assertThat(desired.processes()).containsOnlyKeys(FakeNode.id(10));
  }

  private ContainerDesire only(Configuration configuration) {
    return Decisions.of(mixer, desire(node, configuration)).containers().getFirst();
  }
}
