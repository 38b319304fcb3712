package io.audionode.agent.report.events;

import static io.audionode.agent.fixture.PodBuilder.guaranteed;
import static io.audionode.agent.fixture.PodBuilder.pod;
import static io.audionode.agent.fixture.PodBuilder.roomy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.audionode.agent.apply.Outcome;
import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.fixture.Incidents;
import io.audionode.agent.model.Labels;
import io.audionode.agent.model.Subtree;
import io.audionode.agent.plan.Action;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventLogTest {
  private final FakeNode node = FakeNode.withNumaNodes(1);
  private final FakeFlow flow = new FakeFlow(node);
  private final EventLog log = new EventLog(InstantSource.fixed(FakeFlow.START), 1000);

  @Test
  void tellsTheLifeOfAPod() {
    var mixer = guaranteed("mixer", "64Mi");
    run();
    var start = log.since(0).latest();
    node.pod(mixer).born(mixer, "c1", 10);
    run();
    assertThat(ofPod(start, "pod-appeared")).containsExactly("Guaranteed, from mixer.yaml");
    assertThat(ofPod(start, "pod-adopted"))
        .containsExactly("container main: subtree (at birth), NUMA node 0 (most free memory)");
    assertThat(ofPod(start, "action-applied"))
        .anyMatch(message -> message.startsWith("move process 10 from"));

    var placed = log.since(0).latest();
    run();
    assertThat(ofPod(placed, "pod-adopted")).as("the reason alone is no news").isEmpty();

    node.delete(mixer);
    run();
    assertThat(ofPod(placed, "pod-gone")).hasSize(1);
  }

  @Test
  void countsARefusalThatRepeatsInsteadOfRepeatingIt() {
    node.refuse(Action.WriteSwappiness.class, "EPERM");
    run();
    run();
    run();
    assertThat(events("action-refused"))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.count()).isEqualTo(3);
              assertThat(event.lastAt()).isAfter(event.at());
              assertThat(event.message()).isEqualTo("set vm.swappiness = 1 (was 60): EPERM");
              assertThat(event.subject()).isEqualTo("node");
              assertThat(event.pod()).isNull();
            });
  }

  @Test
  void startsANewEventWhenARefusalComesBack() {
    node.refuse(Action.WriteSwappiness.class, "EPERM");
    run();
    node.accept(Action.WriteSwappiness.class);
    run();
    node.refuse(Action.WriteSwappiness.class, "EPERM");
    node.swappiness(60);
    run();
    assertThat(events("action-refused")).extracting(Event::count).containsExactly(1L, 1L);
  }

  @Test
  void tellsWhatBecameOfWritesThatPassedTheirDeadline() {
    var quiet = flow.settle();
    var write = new Action.Remove(new CgroupPath("audio/node0/poduid-mixer"), "gone");
    log.accept(FakeFlow.late(quiet, new Outcome.Applied(write, Duration.ofSeconds(7))));
    assertThat(events("action-applied"))
        .extracting(Event::message)
        .containsExactly("remove audio/node0/poduid-mixer: gone");

    var refused = FakeFlow.late(quiet, new Outcome.Refused(write, "EBUSY"));
    log.accept(refused);
    log.accept(FakeFlow.late(quiet, new Outcome.Skipped(write, "still under way")));
    log.accept(refused);
    assertThat(events("action-refused")).extracting(Event::count).containsExactly(2L);
    log.accept(quiet);
    log.accept(refused);
    assertThat(events("action-refused")).extracting(Event::count).containsExactly(2L, 1L);
  }

  @Test
  void tellsAWarningOnceAndThatItIsGone() {
    var pod = pod("greedy").container("main", null, null).build();
    node.pod(pod).born(pod, "c1", 10);
    run();
    run();
    assertThat(events("warning"))
        .singleElement()
        .satisfies(event -> assertThat(event.message()).contains("no memory request"));
    node.pod(pod("greedy").container("main", "1Mi", null).build());
    run();
    assertThat(events("warning-cleared")).hasSize(1);
  }

  @Test
  void dropsTheOldestAndSaysThatSomeAreMissed() {
    var small = new EventLog(InstantSource.fixed(FakeFlow.START), 2);
    small.configurationReloaded();
    small.configurationReloaded();
    small.configurationReloaded();
    assertThat(small.since(0).missed()).isTrue();
    assertThat(small.since(0).events()).extracting(Event::seq).containsExactly(2L, 3L);
    assertThat(small.since(1).missed()).isFalse();
    assertThat(small.since(2).events()).extracting(Event::seq).containsExactly(3L);
    assertThat(small.since(3).events()).isEmpty();
  }

  @Test
  void startsOverForAClientOfAnEarlierStart() {
    log.configurationReloaded();
    var view = log.since(500);
    assertThat(view.missed()).isTrue();
    assertThat(view.events()).hasSize(1);
  }

  @Test
  void countsTheSameConfigurationProblemUntilAReload() {
    log.configurationRefused(List.of("line 1", "line 2"));
    run();
    log.configurationRefused(List.of("line 1", "line 2"));
    log.configurationReloaded();
    log.configurationRefused(List.of("line 1", "line 2"));
    assertThat(events("configuration-refused")).extracting(Event::count).containsExactly(2L, 1L);
    assertThat(events("configuration-refused").getFirst().message()).isEqualTo("line 1; line 2");
  }

  @Test
  void refusesToKeepNothing() {
    assertThatThrownBy(() -> new EventLog(InstantSource.system(), 0)).hasMessageContaining("0");
  }

  @Test
  void saysThatAContainerWasFoundRunning() {
    var mixer = guaranteed("mixer", "64Mi");
    node.pod(mixer).running(mixer, "c1", 10, Bytes.ofMebibytes(30));
    run();
    assertThat(ofPod(0, "pod-adopted-late"))
        .containsExactly(
            "container main: in-place (already running, charged elsewhere: 30Mi), NUMA node 0"
                + " (most of its memory is there)");
    assertThat(ofPod(0, "pod-adopted")).isEmpty();
  }

  @Test
  void tellsABadAnnotationFromOtherWarnings() {
    var mixer =
        pod("mixer").container("main", null, null).annotation(Labels.NUMA_NODE, "x").build();
    node.pod(mixer);
    run();
    assertThat(ofPod(0, "bad-annotation"))
        .containsExactly(
            "annotation audionode.io/numa-node=\"x\" is ignored; allowed is a NUMA node's number");
    assertThat(ofPod(0, "warning")).singleElement().asString().contains("no memory request");
  }

  @Test
  void tellsThatALimitIsFollowed() {
    var mixer = roomy("mixer", "64Mi", "256Mi");
    node.pod(mixer).born(mixer, "c1", 10);
    flow.settle();
    run();
    run();
    assertThat(events("limit-mirrored")).as("at birth there is nothing to follow").isEmpty();
    node.knob(FakeNode.home(mixer).child("c1"), "memory.max", "134217728");
    run();
    assertThat(ofPod(0, "limit-mirrored"))
        .singleElement()
        .asString()
        .contains("poduid-mixer/c1 memory.max = 134217728 (was 268435456)");
  }

  @Test
  void tellsWhichContainerTheKernelKilledIn() {
    var mixer = guaranteed("mixer", "64Mi");
    node.pod(mixer).born(mixer, "c1", 10);
    run();
    run();
    node.oomKill(Subtree.pod(0, "uid-mixer").child("c1"));
    run();
    run();
    assertThat(ofPod(0, "oom-killed"))
        .containsExactly("container main: the kernel killed a process for want of memory");
  }

  @Test
  void tellsEachIncidentWithItsCauseAndId() {
    log.incident(Incidents.leak("a-1", 0));
    log.incident(Incidents.leak("a-2", 1));
    assertThat(ofPod(0, "incident"))
        .containsExactly(
            "own limit: container main of default/mixer (incident a-1: oom-kill)",
            "own limit: container main of default/mixer (incident a-2: oom-kill)");
  }

  @Test
  void tellsOfAKillAfterTheContainerIsGone() {
    var mixer = guaranteed("mixer", "64Mi");
    node.pod(mixer).running(mixer, "c1", 10, Bytes.ofMebibytes(30));
    run();
    node.oomKill(FakeNode.home(mixer).child("c1"))
        .oomKill(FakeNode.home(mixer).child("c1"))
        .exit(10)
        .removed(mixer, "c1");
    run();
    assertThat(ofPod(0, "oom-killed"))
        .containsExactly(
            "a container that is gone: the kernel killed 2 processes for want of memory");
  }

  @Test
  void saysNothingOfKillsBeforeItsTime() {
    var mixer = guaranteed("mixer", "64Mi");
    run();
    node.pod(mixer)
        .running(mixer, "c1", 10, Bytes.ofMebibytes(30))
        .oomKill(FakeNode.home(mixer).child("c1"));
    run();
    assertThat(events("oom-killed")).isEmpty();
  }

  @Test
  void blamesNobodyForAKillInADomainThatPodsShare() {
    var mixer = guaranteed("mixer", "64Mi");
    node.cgroup(Subtree.node(0)).pod(mixer);
    run();
    node.oomKill(Subtree.node(0));
    run();
    assertThat(events("oom-killed"))
        .singleElement()
        .satisfies(event -> assertThat(event.message()).startsWith("audio/node0, which its pods"))
        .satisfies(event -> assertThat(event.subject()).isEqualTo("node"));
  }

  @Test
  void tellsItsAudienceOfEveryEventAndOfEachRepetition() {
    var told = new ArrayList<Event>();
    var telling = new EventLog(InstantSource.fixed(FakeFlow.START), 1000, told::add);
    telling.configurationRefused(List.of("line 1"));
    telling.configurationRefused(List.of("line 1"));
    telling.configurationReloaded();
    assertThat(told).extracting(Event::count).containsExactly(1L, 2L, 1L);
    assertThat(told).extracting(Event::seq).containsExactly(1L, 1L, 2L);
  }

  private void run() {
    log.accept(flow.runOnce());
  }

  private List<Event> events(String kind) {
    return log.since(0).events().stream().filter(event -> event.kind().equals(kind)).toList();
  }

  private List<String> ofPod(long since, String kind) {
    return log.since(since).events().stream()
        .filter(event -> event.kind().equals(kind) && "uid-mixer".equals(event.pod()))
        .map(Event::message)
        .toList();
  }
}
