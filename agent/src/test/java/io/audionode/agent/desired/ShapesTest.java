package io.audionode.agent.desired;

import static io.audionode.agent.fixture.PodBuilder.guaranteed;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.apply.Outcome;
import io.audionode.agent.config.Configuration;
import io.audionode.agent.config.Configuration.Domain;
import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.model.Pod;
import io.audionode.agent.model.Subtree;
import io.audionode.agent.plan.Action;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.cgroupfs.tree.CgroupType;
import org.junit.jupiter.api.Test;

/**
 * A changed {@code domain}: threaded cgroups never go back and a thread root hands out no memory,
 * so a node changes its shape when it is empty, and only then.
 */
class ShapesTest {
  private final Pod first = guaranteed("first", "64Mi");
  private final Pod second = guaranteed("second", "64Mi");
  private final FakeNode node = FakeNode.withNumaNodes(1);
  private Configuration configuration = Configuration.defaults();
  private final FakeFlow flow = new FakeFlow(node, () -> configuration);

  @Test
  void keepsTheShapeOfANodeThatHoldsPods() {
    node.pod(first).born(first, "c1", 10);
    flow.settle();
    domain(Domain.NODE);
    node.pod(second).born(second, "c2", 20);
    flow.settle();
    assertThat(node.snapshot().cgroup(pod(second).child("c2").child("main"))).isPresent();
  }

  @Test
  void turnsAnEmptyNodeIntoAThreadRoot() {
    node.pod(first).born(first, "c1", 10);
    flow.settle();
    domain(Domain.NODE);
    node.delete(first);
    flow.settle();
    node.pod(second).born(second, "c2", 20);
    flow.settle();
    assertThat(type(Subtree.node(0))).isEqualTo(CgroupType.DOMAIN_THREADED);
    assertThat(type(pod(second).child("main"))).isEqualTo(CgroupType.THREADED);
  }

  @Test
  void turnsAnEmptyThreadRootIntoANodeOfContainers() {
    domain(Domain.NODE);
    node.pod(first).born(first, "c1", 10);
    flow.settle();
    domain(Domain.CONTAINER);
    node.delete(first);
    flow.settle();
    node.pod(second).born(second, "c2", 20);
    flow.settle();
    assertThat(type(pod(second).child("c2"))).isEqualTo(CgroupType.DOMAIN_THREADED);
    assertThat(node.snapshot().knob(pod(second), "memory.min")).contains("67108864");
  }

  @Test
  void keepsTheShapeBetweenTwoContainersOfAPod() {
    domain(Domain.NODE);
    node.pod(first).born(first, "c1", 10);
    flow.settle();
    domain(Domain.CONTAINER);
    node.exit(10).removed(first, "c1").born(first, "c2", 11);
    assertThat(flow.runOnce().outcomes()).allMatch(Outcome.Applied.class::isInstance);
    assertThat(node.snapshot().processesBelow(pod(first).child("main"))).hasSize(1);
  }

  /** An agent may be killed between the two. */
  @Test
  void takesNoShapeFromAPodsCgroupThatIsNotThreadedYet() {
    domain(Domain.NODE);
    flow.settle();
    node.pod(first)
        .born(first, "c1", 10)
        .refuse(Action.MakeThreaded.class, "killed")
        .refuse(Action.SetControllers.class, "killed");
    flow.runOnce();
    assertThat(type(pod(first))).isEqualTo(CgroupType.DOMAIN);
    node.accept(Action.MakeThreaded.class).accept(Action.SetControllers.class);
    flow.settle();
    assertThat(type(pod(first))).isEqualTo(CgroupType.THREADED);
    assertThat(node.snapshot().processesBelow(pod(first).child("main"))).hasSize(1);
  }

  private void domain(Domain domain) {
    var now = configuration;
    configuration =
        new Configuration(
            now.placement(),
            domain,
            now.swappiness(),
            now.subtreeMax(),
            now.onStop(),
            now.profiles(),
            now.pressure());
  }

  private static CgroupPath pod(Pod pod) {
    return Subtree.pod(0, pod.uid());
  }

  private CgroupType type(CgroupPath path) {
    return node.snapshot().cgroup(path).orElseThrow().type();
  }
}
