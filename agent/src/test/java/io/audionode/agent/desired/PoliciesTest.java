package io.audionode.agent.desired;

import static io.audionode.agent.desired.Decisions.desire;
import static io.audionode.agent.fixture.PodBuilder.pod;
import static io.audionode.agent.fixture.PodBuilder.roomy;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.model.Capability;
import io.audionode.agent.model.Labels;
import io.audionode.agent.model.Pod;
import io.audionode.agent.model.Subtree;
import io.audionode.agent.plan.Planner;
import io.audionode.cgroupfs.format.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One pod's trouble stays that pod's: wrong words, unknown profiles, decisions that fail. */
class PoliciesTest {
  private final Pod mixer = roomy("mixer", "64Mi", "128Mi");
  private final FakeNode node = FakeNode.withNumaNodes(1);
  private final Policies policies = new Policies(() -> Decisions.DEFAULTS);

  @Test
  void holdsDesireWhenPolicyThrows() {
    node.pod(mixer).born(mixer, "c1", 10);
    var before = policies.desire(node.snapshot());
    node.pod(impossible("mixer"));
    var after = policies.desire(node.snapshot());
    assertThat(after.warnings()).singleElement().asString().contains("the last one stays");
    assertThat(after.cgroups()).isEqualTo(before.cgroups());
    assertThat(after.processes()).isEqualTo(before.processes());
    assertThat(policies.desire(node.snapshot()).cgroups()).isEqualTo(before.cgroups());
  }

  @Test
  void saysWhatItMayNotDoAndDoesTheRest() {
    node.without(Capability.CAP_SYS_NICE).pod(mixer).born(mixer, "c1", 10);
    var desired = policies.desire(node.snapshot());
    assertThat(desired.warnings())
        .singleElement()
        .asString()
        .startsWith("runs without CAP_SYS_NICE, which is needed to move processes");
    assertThat(desired.pods()).hasSize(1);
  }

  @Test
  void keepsThePromiseOfADesireThatIsHeld() {
    var large = roomy("large", "1200Mi", "2Gi");
    node.pod(large).born(large, "c1", 10);
    var seen = node.snapshot();
    node.apply(new Planner().diff(policies.desire(seen), seen));
    node.pod(impossible("large")).pod(mixer).born(mixer, "c2", 20);
    var greedy = roomy("greedy", "1200Mi", "2Gi");
    node.pod(greedy).born(greedy, "c3", 30);
    var after = policies.desire(node.snapshot());
    var sum = after.pods().stream().map(PodDesire::granted).reduce(Bytes.ZERO, Bytes::plus);
    assertThat(sum).isLessThanOrEqualTo(Budget.percentOf(Bytes.ofMebibytes(2048), 80));
  }

  @Test
  void servesTheOthersWhenOneDecisionFails() {
    node.pod(impossible("bad")).born(impossible("bad"), "c1", 10);
    node.pod(mixer).born(mixer, "c2", 20);
    var desired = policies.desire(node.snapshot());
    assertThat(desired.pods()).hasSize(1);
    assertThat(desired.cgroups()).containsKey(Subtree.pod(0, mixer.uid()));
  }

  @Test
  void leavesAPodOfAnUnknownProfileAlone() {
    var odd = pod("odd").profile("reltime").container("a", "64Mi", "128Mi").build();
    node.pod(odd).born(odd, "c1", 10);
    var desired = policies.desire(node.snapshot());
    assertThat(desired.pods()).isEmpty();
    assertThat(desired.processes()).isEmpty();
    assertThat(desired.warnings())
        .containsExactly(
            "default/odd: profile \"reltime\" is not configured; known are realtime, render;"
                + " the pod is left as it is");
  }

  @Test
  void writesNothingToAPodWhoseProfileIsConfiguredNoMore() {
    var studio = pod("studio").profile("studio").container("a", "64Mi", "128Mi").build();
    var running = pod("running").profile("studio").container("a", "32Mi", "128Mi").build();
    node.pod(studio).born(studio, "c1", 10);
    node.pod(running).running(running, "c2", 20, Bytes.ofMebibytes(100));
    settle(new Policies(() -> Decisions.withProfile("studio")));
    var before = node.snapshot();
    settle(new Policies(() -> Decisions.DEFAULTS));
    var after = node.snapshot();
    assertThat(after.cgroups()).isEqualTo(before.cgroups());
    assertThat(after.processes()).isEqualTo(before.processes());
    assertThat(before.knob(Subtree.pod(0, studio.uid()), "memory.min"))
        .contains(Bytes.ofMebibytes(64).text());
  }

  @Test
  void keepsTheLastSharesOfCpusWhenDecidingOnThemFails() {
    node.pod(mixer).born(mixer, "c1", 10);
    settle(policies);
    node.knob(Subtree.node(0), "cpuset.cpus.effective", "nonsense");
    var desired = policies.desire(node.snapshot());
    assertThat(desired.warnings())
        .anyMatch(
            warning -> warning.startsWith("deciding on cpus failed, the last decisions stay"));
    assertThat(Decisions.knobs(desired, Subtree.node(0))).containsEntry("cpuset.cpus", "0-1");
    assertThat(desired.cpus()).containsOnlyKeys(0);

    var first = new Policies(() -> Decisions.DEFAULTS).desire(node.snapshot());
    assertThat(first.warnings()).anyMatch(warning -> warning.startsWith("deciding on cpus failed"));
    assertThat(Decisions.knobs(first, Subtree.node(0))).doesNotContainKey("cpuset.cpus");
    assertThat(first.pods()).hasSize(1);
  }

  private void settle(Policies by) {
    for (int round = 0; round < 3; round++) {
      var seen = node.snapshot();
      node.apply(new Planner().diff(by.desire(seen), seen));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "audionode.io/memory-min,    lots",
    "audionode.io/memory-min,    -1",
    "audionode.io/swap-max,      none",
    "audionode.io/oom-score-adj, 1001",
    "audionode.io/oom-score-adj, -1001",
    "k8s.io/oom-score-adj,       low",
    "audionode.io/numa-node,     -1",
    "audionode.io/numa-node,     1024",
    "audionode.io/hold,          yes",
  })
  void ignoresABadAnnotationAndSaysSo(String key, String value) {
    node.pod(mixer).born(mixer, "c1", 10);
    var without = desire(node);
    node.pod(pod("mixer").annotation(key, value).container("main", "64Mi", "128Mi").build());
    var with = desire(node);
    assertThat(with.cgroups()).isEqualTo(without.cgroups());
    assertThat(with.processes()).isEqualTo(without.processes());
    assertThat(Decisions.of(mixer, with).warnings())
        .singleElement()
        .asString()
        .startsWith("annotation %s=\"%s\" is ignored; allowed is ".formatted(key, value));
  }

  @Test
  void showsAnUnprintableProfileOnOneShortLine() {
    var text = "studio\nlevel=error forged\u202e" + "x".repeat(100_000);
    node.pod(pod("mixer").profile(text).container("a", "1Mi", "9Mi").build());
    assertThat(desire(node).warnings())
        .singleElement()
        .asString()
        .startsWith("default/mixer: profile \"studio level=error forged?x")
        .hasSizeLessThan(300)
        .doesNotContainPattern("\\p{Cntrl}");
  }

  @Test
  void showsAnUnprintableAnnotationOnOneShortLine() {
    var text = "\u001b[31m\n" + "x".repeat(500);
    node.pod(pod("mixer").annotation(Labels.NUMA_NODE, text).container("a", "1Mi", "9Mi").build());
    assertThat(Decisions.of(mixer, desire(node)).warnings())
        .singleElement()
        .asString()
        .hasSizeLessThan(200)
        .doesNotContainPattern("\\p{Cntrl}");
  }

  @Test
  void wantsTheSwappinessOfTheConfiguration() {
    assertThat(desire(node).swappiness()).isEqualTo(1);
    assertThat(DesiredNode.NOTHING.swappiness()).isNull();
  }

  /** Its requests add up to more than any machine can count. */
  private static Pod impossible(String name) {
    return pod(name).container("a", "8E", "8E").container("b", "8E", "8E").build();
  }
}
