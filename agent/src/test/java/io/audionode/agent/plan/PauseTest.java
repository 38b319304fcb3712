package io.audionode.agent.plan;

import static io.audionode.agent.fixture.PodBuilder.guaranteed;
import static io.audionode.agent.fixture.PodBuilder.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.config.Configuration;
import io.audionode.agent.config.ConfigurationException;
import io.audionode.agent.config.ConfigurationReader;
import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.model.Migration;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.Pod;
import io.audionode.agent.model.QosClass;
import io.audionode.agent.report.status.PlanView;
import io.audionode.agent.report.status.text.PlanText;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Without this, an operator who says stop is not obeyed, or is obeyed for ever. */
class PauseTest {
  private static final Duration T0 = Duration.ofSeconds(1000);
  private static final String HOLD = "annotation audionode.io/hold=\"true\" of node n1";

  private final FakeNode node = FakeNode.withNumaNodes(2);
  private final Pod mixer = guaranteed("mixer", "64Mi");
  private Configuration configuration = Configuration.defaults();
  private final FakeFlow flow = new FakeFlow(node, () -> configuration);

  private static Configuration read(String yaml) throws ConfigurationException {
    return ConfigurationReader.read(yaml, "test");
  }

  /** What the kernel has, and what the agent remembers. */
  private static String state(NodeSnapshot seen) {
    return "%s %s %s %s"
        .formatted(seen.cgroups(), seen.processes(), seen.machine(), seen.originals().all());
  }

  @Test
  void writesNothingAndShowsWhatItWould() throws ConfigurationException {
    configuration = read("pause: true");
    node.pod(mixer).born(mixer, "c1", 10);
    var before = state(node.snapshot());
    var report = flow.runOnce();
    assertThat(report.outcomes()).isEmpty();
    assertThat(state(node.snapshot())).isEqualTo(before);
    assertThat(report.plan().actions()).hasSizeGreaterThan(10);
    assertThat(report.desired().warnings())
        .containsExactly("nothing is written: the configuration says pause: true");
    var view = PlanView.of(report);
    assertThat(view.pending()).isEqualTo(report.plan().actions().size());
    assertThat(PlanText.of(view))
        .startsWith("nothing of this is written: the configuration says pause: true\n");
  }

  @Test
  void goesOnWhenItEnds() throws ConfigurationException {
    configuration = read("pause: true");
    node.pod(mixer).born(mixer, "c1", 10);
    flow.runOnce();
    configuration = read("pause: false");
    assertThat(flow.settle().desired().warnings()).isEmpty();
    assertThat(node.snapshot().knob(CgroupPath.of("audio/node0"), "memory.min"))
        .contains("67108864");
  }

  @Test
  void isWhatAHoldOfTheNodeMeans() {
    node.pod(mixer).born(mixer, "c1", 10);
    flow.settle();
    node.hold(HOLD).knob(CgroupPath.of("audio/node0"), "memory.min", "0").forget(mixer);
    var before = state(node.snapshot());
    var report = flow.runOnce();
    assertThat(report.outcomes()).isEmpty();
    assertThat(state(node.snapshot())).isEqualTo(before);
    assertThat(report.desired().warnings()).containsExactly("nothing is written: " + HOLD);
    node.hold(null);
    flow.settle();
    assertThat(node.snapshot().cgroup(CgroupPath.of("audio/node0/poduid-mixer"))).isEmpty();
  }

  @Test
  void endsTheLimitsOfNeighbours() throws ConfigurationException {
    var batch = pod("batch").asksNothing().qos(QosClass.BEST_EFFORT).build();
    configuration = read("profiles: {realtime: {reactions: [observe, throttle]}}");
    node.pod(batch).charge(FakeNode.home(batch), Bytes.ofMebibytes(500));
    node.pod(mixer).born(mixer, "c1", 10).hurts(T0, mixer);
    flow.settle();
    assertThat(high(batch)).isNotEqualTo("max");
    node.hold(HOLD);
    flow.runOnce();
    assertThat(high(batch)).isEqualTo("max");
    assertThat(flow.runOnce().outcomes()).isEmpty();
  }

  private String high(Pod pod) {
    return node.snapshot().knob(FakeNode.home(pod), "memory.high").orElse("not seen");
  }

  @Test
  void endsAMigrationUnderWay() throws ConfigurationException {
    configuration = read("migration: gentle");
    var late =
        pod("late").container("main", "64Mi", "64Mi").annotation("audionode.io/numa-node", "1");
    var moving = late.build();
    node.pod(moving).running(moving, "c1", 10, Bytes.ofMebibytes(64));
    flow.settle();
    assertThat(node.snapshot().migrations()).extracting(Migration::node).containsExactly(1);
    node.hold(HOLD);
    var report = flow.runOnce();
    assertThat(node.snapshot().migrations()).isEmpty();
    assertThat(report.outcomes())
        .singleElement()
        .satisfies(it -> assertThat(it.action()).isInstanceOf(Action.StopMigration.class));
  }
}
