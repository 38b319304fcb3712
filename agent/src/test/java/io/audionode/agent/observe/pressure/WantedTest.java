package io.audionode.agent.observe.pressure;

import static io.audionode.agent.fixture.PodBuilder.guaranteed;
import static io.audionode.agent.fixture.PodBuilder.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.config.Configuration;
import io.audionode.agent.config.ConfigurationException;
import io.audionode.agent.config.ConfigurationReader;
import io.audionode.agent.config.Pressure;
import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.model.pressure.Scope;
import io.audionode.agent.model.pressure.WantedTrigger;
import io.audionode.agent.model.pressure.Watched;
import io.audionode.agent.report.Report;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WantedTest {
  private final FakeNode node = FakeNode.withNumaNodes(2);

  @Test
  void wantsTheMachineAndEachNumaNodeEvenWithoutPods() {
    assertThat(watched(settled(Configuration.defaults())))
        .extracting(watched -> watched.scope().word() + " " + watched.path())
        .containsExactly("node /", "numa-node audio/node0", "numa-node audio/node1");
  }

  @Test
  void wantsThreadRootAndThreadsOfAContainerInTheSubtree() {
    var mixer = guaranteed("mixer", "256Mi");
    node.pod(mixer).born(mixer, "c1", 10);
    var of = ofPod(settled(Configuration.defaults()), "uid-mixer");

    assertThat(of)
        .extracting(watched -> watched.scope() + " " + watched.path().name())
        .containsExactly("CONTAINER c1", "THREADS main", "THREADS rt");
    var root = of.getFirst();
    assertThat(root.isDomain()).isTrue();
    assertThat(root.subject()).isEqualTo("default/mixer");
    assertThat(of.getLast().domain()).as("where its memory is counted").isEqualTo(root.path());
  }

  @Test
  void countsAThreadedPodsMemoryWhereAllPodsShareIt() {
    var mixer = guaranteed("mixer", "256Mi");
    node.pod(mixer).born(mixer, "c1", 10);
    var of = ofPod(settled(sharedDomain()), "uid-mixer");

    assertThat(of)
        .extracting(Watched::scope)
        .containsExactly(Scope.POD, Scope.THREADS, Scope.THREADS);
    assertThat(of).allMatch(watched -> watched.domain().depth() == 2);
  }

  @Test
  void wantsThePodsOwnCgroupWhereItStaysInPlaceOrIsOnHold() {
    var running = guaranteed("running", "64Mi");
    var held =
        pod("held").container("c", "64Mi", "64Mi").annotation("audionode.io/hold", "true").build();
    node.pod(running)
        .running(running, "r1", 20, Bytes.ofMebibytes(30))
        .pod(held)
        .running(held, "h1", 30, Bytes.ofMebibytes(30));
    var report = settled(Configuration.defaults());

    for (var uid : List.of("uid-running", "uid-held")) {
      assertThat(ofPod(report, uid))
          .singleElement()
          .satisfies(
              watched -> {
                assertThat(watched.scope()).isEqualTo(Scope.POD);
                assertThat(watched.path().name()).isEqualTo("pod" + uid);
              });
    }
  }

  @Test
  void wantsNothingOfAPodThatNobodyServesOrThatHasNoCgroup() {
    var unserved = pod("unserved").profile("karaoke").container("c", "1Mi", null).build();
    node.pod(unserved).running(unserved, "u1", 40, Bytes.ofMebibytes(1)).pod(pod("late").build());
    var wanted = of(settled(Configuration.defaults()), Configuration.defaults());

    assertThat(wanted.triggers()).noneMatch(trigger -> trigger.watched().scope().ofPod());
    assertThat(wanted.asking()).containsExactlyInAnyOrder("uid-unserved", "uid-late");
  }

  @Test
  void armsNothingOnAPodWhoseProfileDoesNotObserve() throws ConfigurationException {
    var configuration =
        ConfigurationReader.read("profiles: {render: {reactions: []}}", "config.yaml");
    var quiet = pod("quiet").profile("render").container("c", "64Mi", "64Mi").build();
    var mixer = guaranteed("mixer", "64Mi");
    node.pod(quiet).born(quiet, "q1", 50).pod(mixer).born(mixer, "m1", 60);
    var wanted = of(settled(configuration), configuration).triggers();

    assertThat(wanted).noneMatch(trigger -> "uid-quiet".equals(trigger.watched().pod()));
    assertThat(wanted).anyMatch(trigger -> "uid-mixer".equals(trigger.watched().pod()));
  }

  @Test
  void tellsWhatIsBeingDoneForAPodThatIsHurt() {
    var mixer = pod("mixer").container("c", "64Mi", "64Mi").build();
    node.pod(mixer).born(mixer, "m1", 60);
    assertThat(of(settled(Configuration.defaults()), Configuration.defaults()).reactions())
        .isEmpty();
    node.hurts(Duration.ofSeconds(9), mixer);
    assertThat(of(settled(Configuration.defaults()), Configuration.defaults()).reactions())
        .containsOnly(
            Map.entry(
                "uid-mixer", List.of("keep oom_score_adj of its processes at -997 or lower")));
  }

  @Test
  void wantsEveryTriggerOfTheConfigurationOnEachAndTheMachineFirst() {
    var mixer = guaranteed("mixer", "256Mi");
    node.pod(mixer).born(mixer, "c1", 10);
    var wanted = of(settled(Configuration.defaults()), Configuration.defaults()).triggers();

    assertThat(wanted.stream().collect(Collectors.groupingBy(WantedTrigger::watched)).values())
        .allMatch(triggers -> triggers.size() == 2);
    assertThat(wanted.getFirst().watched()).isEqualTo(Watched.node());
    assertThat(wanted).extracting(one -> one.watched().scope()).isSorted();
    var none = new Pressure(List.of(), Duration.ofSeconds(30), Duration.ofSeconds(60));
    var report = settled(Configuration.defaults());
    assertThat(Wanted.of(report.seen(), report.desired(), none).triggers()).isEmpty();
  }

  @Test
  void tellsACgroupFromALaterOneOfItsName() {
    var mixer = guaranteed("mixer", "256Mi");
    node.pod(mixer).born(mixer, "c1", 10);
    var report = settled(Configuration.defaults());
    Function<CgroupPath, Long> inode = path -> report.seen().cgroup(path).orElseThrow().inode();
    assertThat(ofPod(report, "uid-mixer"))
        .allMatch(watched -> watched.inode() == inode.apply(watched.path()));
  }

  private Report settled(Configuration configuration) {
    var flow = new FakeFlow(node, configuration);
    flow.settle();
    return flow.runOnce();
  }

  private static Configuration sharedDomain() {
    var defaults = Configuration.defaults();
    return new Configuration(
        defaults.placement(),
        Configuration.Domain.NODE,
        defaults.swappiness(),
        defaults.subtreeMax(),
        defaults.onStop(),
        defaults.profiles(),
        defaults.pressure());
  }

  private static Wanted of(Report report, Configuration configuration) {
    return Wanted.of(report.seen(), report.desired(), configuration.pressure());
  }

  private static List<Watched> watched(Report report) {
    return of(report, Configuration.defaults()).triggers().stream()
        .map(WantedTrigger::watched)
        .distinct()
        .toList();
  }

  private static List<Watched> ofPod(Report report, String uid) {
    return watched(report).stream().filter(watched -> uid.equals(watched.pod())).toList();
  }
}
