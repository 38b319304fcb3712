package io.audionode.agent.report.metrics;

import static io.audionode.agent.fixture.PodBuilder.roomy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.fixture.Incidents;
import io.audionode.agent.fixture.MemoryLooks;
import io.audionode.agent.fixture.PodBuilder;
import io.audionode.agent.fixture.PressureLooks;
import io.audionode.agent.model.ApiLink;
import io.audionode.agent.model.Subtree;
import io.audionode.agent.model.pressure.PressureLook;
import io.audionode.agent.model.pressure.Triggers;
import io.audionode.agent.report.events.cluster.Fate;
import io.audionode.agent.report.status.Degradation;
import io.audionode.agent.report.status.LoopState;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsTest {
  /** Some of so many met it half-way before there was a lock. */
  private static final int SCRAPES = 500;

  private static final long BREATH_NANOS = 20_000;

  private final FakeNode node = FakeNode.withNumaNodes(2);
  private final FakeFlow flow = new FakeFlow(node);
  private final Metrics metrics = new Metrics("0.1.0");

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void countsAndTimesRuns() {
    metrics.timed(() -> {}).run();
    var failing =
        metrics.timed(
            () -> {
              throw new IllegalStateException("no");
            });
    assertThatThrownBy(failing::run).hasMessage("no");
    assertThat(lines()).contains("audionode_runs_total 2.0", "audionode_run_seconds_count 2");
  }

  @Test
  void saysHowEachLoopIsDoing() {
    var silence = Duration.ofMillis(1500);
    metrics.loops(
        () ->
            List.of(
                new LoopState("main", FakeFlow.START, silence, silence, 7, 2, "no"),
                new LoopState("memory", FakeFlow.START, Duration.ZERO, silence, 1, 0, null)));
    assertThat(lines())
        .contains(
            "audionode_loop_failures_total{loop=\"main\"} 2.0",
            "audionode_loop_failures_total{loop=\"memory\"} 0.0",
            "audionode_loop_silent_seconds{loop=\"main\"} 1.5");
  }

  /** The meter itself keeps only a weak hold of what it asks. */
  @Test
  void countsTheNewsThatTheKernelDropped() {
    metrics.overflows(new AtomicLong(3)::get);
    System.gc();
    assertThat(lines()).contains("audionode_inotify_overflows_total 3.0");
  }

  @Test
  void countsWhatOthersChange() {
    var mixer = PodBuilder.guaranteed("mixer", "64Mi");
    node.pod(mixer).born(mixer, "c1", 10);
    flow.settle();
    node.knob(CgroupPath.of("audio"), "memory.min", "0");
    var drift = metrics.drift(() -> Optional.of(Duration.ofMillis(70)));
    drift.accept(flow.runOnce());
    assertThat(lines())
        .contains(
            "audionode_drift_total{file=\"memory.min\",result=\"repaired\",suspect=\"unknown\"} 1.0",
            "audionode_drift_repair_seconds_count 1",
            "audionode_drift_repair_seconds_bucket{le=\"0.05\"} 0",
            "audionode_drift_repair_seconds_bucket{le=\"0.1\"} 1");
  }

  @Test
  void timesNoRepairThatNobodyAskedFor() {
    var mixer = PodBuilder.guaranteed("mixer", "64Mi");
    node.pod(mixer).born(mixer, "c1", 10);
    flow.settle();
    node.knob(CgroupPath.of("audio"), "memory.min", "0");
    metrics.drift(Optional::empty).accept(flow.runOnce());
    assertThat(lines()).contains("audionode_drift_repair_seconds_count 0");
  }

  @Test
  void saysWhetherNothingIsWritten() {
    metrics.accept(flow.runOnce());
    assertThat(lines()).contains("audionode_paused 0.0");
    node.hold("somebody says so");
    metrics.accept(flow.runOnce());
    assertThat(lines()).contains("audionode_paused 1.0");
  }

  @Test
  void saysHowManyPodsHaveAllThatTheyAskFor() {
    var mixer = roomy("mixer", "64Mi", "128Mi");
    var organ = roomy("organ", "64Mi", "128Mi");
    var held = PodBuilder.pod("held").annotation("audionode.io/hold", "true").build();
    var pulling = roomy("pulling", "64Mi", "128Mi");
    node.pod(mixer).pod(organ).pod(held).pod(pulling).born(mixer, "c1", 10).born(organ, "c2", 20);
    metrics.timed(() -> metrics.accept(flow.runOnce())).run();
    metrics.accept(flow.runOnce());
    assertThat(lines())
        .contains(
            "audionode_pods_wanting 2.0",
            "audionode_pods_protected 2.0",
            "audionode_protect_seconds_count 2",
            "audionode_protect_seconds_bucket{le=\"+Inf\"} 2");
    node.knob(Subtree.ROOT, Memory.MIN.file(), "0");
    metrics.accept(new FakeFlow(node).runOnce());
    assertThat(lines()).contains("audionode_pods_wanting 2.0", "audionode_pods_protected 0.0");
  }

  @Test
  void showsHowFarMigrationsAre() {
    var late =
        PodBuilder.pod("late")
            .annotation("audionode.io/numa-node", "1")
            .container("main", "64Mi", "256Mi")
            .build();
    node.pod(late).running(late, "c", 50, Bytes.ofMebibytes(30));
    var migrating = FakeFlow.migrating(node);
    migrating.runOnce();
    metrics.accept(migrating.runOnce());
    var labels = "container=\"c\",namespace=\"default\",numa_node=\"1\",pod=\"late\"";
    assertThat(lines())
        .contains(
            "audionode_migration_state{%s,state=\"moving\"} 1.0".formatted(labels),
            "audionode_migration_moved_bytes{%s} 1048576.0".formatted(labels),
            "audionode_migration_left_bytes{%s} 0.0".formatted(labels),
            "audionode_migration_call_worst_seconds{%s} 0.001".formatted(labels));
  }

  @Test
  void saysHowWellTheApiServerIsHeardWhereThereIsOne() {
    metrics.follow(Optional::empty);
    assertThat(lines()).noneMatch(line -> line.startsWith("audionode_api"));
    var link = new AtomicReference<>(new ApiLink(false, false, null, "refused"));
    metrics.follow(() -> Optional.of(link.get()));
    assertThat(lines())
        .contains(
            "audionode_api_connected 0.0",
            "audionode_api_listed 0.0",
            "audionode_api_silent_seconds NaN");
    link.set(new ApiLink(true, true, Duration.ofMillis(1500), null));
    assertThat(lines())
        .contains(
            "audionode_api_connected 1.0",
            "audionode_api_listed 1.0",
            "audionode_api_silent_seconds 1.5");
  }

  @Test
  void printsEveryRowOnceWhileTheyAreReplaced() throws InterruptedException {
    var pod = roomy("mixer", "256Mi", "512Mi");
    node.pod(pod).born(pod, "c1", 10);
    var report = flow.settle();
    metrics.accept(report);
    var replacing =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!Thread.interrupted()) {
                    metrics.accept(report);
                    LockSupport.parkNanos(BREATH_NANOS); // or the scrapes wait for minutes
                  }
                });
    try {
      for (var scrape = 0; scrape < SCRAPES; scrape++) {
        assertThat(lines())
            .filteredOn(line -> line.startsWith("audionode_memory_effective_bytes"))
            .hasSize(1);
      }
    } finally {
      replacing.interrupt();
      replacing.join();
    }
  }

  @Test
  void saysWhatTheNodeDoesNotGive() {
    var now = new AtomicReference<List<Degradation>>(List.of());
    metrics.degradations(now::get);
    var degraded =
        Degradation.WORDS.stream().map("audionode_degraded{what=\"%s\"} "::formatted).toList();
    assertThat(lines()).containsAll(degraded.stream().map(one -> one + "0.0").toList());
    now.set(List.of(new Degradation("cpuset", "no cpuset controller")));
    assertThat(lines())
        .contains(
            "audionode_degraded{what=\"cpuset\"} 1.0", "audionode_degraded{what=\"cpu\"} 0.0");
  }

  @Test
  void countsStallsFromTheKernelsTotalsWhileACgroupIsWatched() {
    metrics.pressure(PressureLooks.look(2));
    var mixer =
        "cgroup=\"audio/node0/poduid-mixer/c1\",line=\"some\",scope=\"container\",subject=\"default/mixer\"";
    assertThat(lines())
        .contains(
            "audionode_pressure_stalled_seconds_total{" + mixer + "} 0.06",
            "audionode_pressure_triggers_armed 2.0",
            "audionode_pressure_triggers_refused 0.0",
            "audionode_pressure_degraded 0.0",
            "audionode_pressure_events_total{scope=\"container\",trigger=\"warn\",verdict=\"audio-hurts\"}"
                + " 2.0");

    metrics.pressure(new PressureLook(FakeFlow.START, Triggers.NONE, List.of(), List.of()));
    assertThat(lines()).noneMatch(line -> line.startsWith("audionode_pressure_stalled"));
    metrics.pressure(PressureLooks.look(0));
    assertThat(lines()).contains("audionode_pressure_stalled_seconds_total{" + mixer + "} 0.06");
  }

  @Test
  void showsWhatAPodsMemoryIsMadeOfWhileItIsKnown() {
    var pod = new MemoryLooks();
    pod.remote = 25;
    metrics.memory(pod.look());
    var mixer = "audionode_pod_memory_bytes{kind=\"%s\",namespace=\"default\",pod=\"mixer\"} %s";
    assertThat(lines())
        .contains(mixer.formatted("anon", (double) Bytes.ofMebibytes(100).value()))
        .contains(mixer.formatted("kernel", (double) Bytes.ofMebibytes(3).value()))
        .contains(mixer.formatted("current", (double) Bytes.ofMebibytes(129).value()))
        .contains(mixer.formatted("remote", (double) Bytes.ofMebibytes(25).value()))
        .contains("audionode_pod_memory_remote_ratio{namespace=\"default\",pod=\"mixer\"} 0.2");

    pod.problem = "read memory.stat: EIO";
    metrics.memory(pod.look());
    assertThat(lines()).noneMatch(line -> line.startsWith("audionode_pod_memory_bytes"));
  }

  @Test
  void measuresDeliveryInAHistogram() {
    metrics.delivered(Duration.ofMillis(3));
    metrics.lost(4);
    metrics.followers(2);
    assertThat(lines())
        .contains(
            "audionode_pressure_delivery_seconds_bucket{le=\"0.001\"} 0",
            "audionode_pressure_delivery_seconds_bucket{le=\"0.005\"} 1",
            "audionode_pressure_lost_total 4.0",
            "audionode_pressure_clients 2.0");
  }

  @Test
  void countsActionsByOutcome() {
    metrics.accept(flow.runOnce());
    assertThat(lines())
        .contains(
            "audionode_actions_total{action=\"write-swappiness\",outcome=\"applied\"} 1.0",
            "audionode_actions_total{action=\"create\",outcome=\"applied\"} 3.0");
  }

  @Test
  void showsPodsAndForgetsThoseThatAreGone() {
    var mixer = roomy("mixer", "256Mi", "512Mi");
    node.pod(mixer).born(mixer, "c1", 10);
    var placed = flow.settle().desired().pods().getFirst().numaNode();
    node.charge(Subtree.pod(placed, mixer.uid()), Bytes.of(4096));
    metrics.accept(flow.runOnce());
    var minimum = Bytes.ofMebibytes(256).value();
    assertThat(lines())
        .contains(
            "audionode_pods{adoption=\"subtree\"} 1.0",
            "audionode_pods{adoption=\"held\"} 0.0",
            "audionode_charged_bytes{namespace=\"default\",pod=\"mixer\",where=\"here\"} 4096.0",
            "audionode_charged_bytes{namespace=\"default\",pod=\"mixer\",where=\"elsewhere\"} 0.0",
            "audionode_memory_effective_bytes{namespace=\"default\",pod=\"mixer\"} "
                + (double) minimum,
            "audionode_memory_min_bytes{numa_node=\"%d\"} %s".formatted(placed, (double) minimum),
            "audionode_memory_promised_bytes{numa_node=\"%d\"} %s"
                .formatted(placed, (double) minimum),
            "audionode_memory_promised_bytes{numa_node=\"%d\"} 0.0".formatted(1 - placed),
            "audionode_swappiness 1.0",
            "audionode_warnings 0.0");

    node.delete(mixer);
    metrics.accept(flow.settle());
    assertThat(lines())
        .contains("audionode_pods{adoption=\"subtree\"} 0.0")
        .noneMatch(line -> line.contains("pod=\"mixer\""));
  }

  @Test
  void namesVersionAndJvmAndHelpsOnEachName() {
    var text = metrics.scrape("").text();
    assertThat(text)
        .contains(
            "audionode_build_info{version=\"0.1.0\"} 1", "jvm_memory_used_bytes{area=\"heap\"}")
        .contains("jvm_threads ", "jvm_gc_collections_total{gc=");
    var prefix = "# TYPE ";
    text.lines()
        .filter(line -> line.startsWith(prefix))
        .map(line -> line.substring(prefix.length(), line.lastIndexOf(' ')))
        .forEach(name -> assertThat(text).contains("# HELP " + name + " "));
  }

  @Test
  void countsIncidentsByKindAndCause() {
    metrics.incident(Incidents.leak("a", 0));
    metrics.incident(Incidents.leak("b", 1));
    assertThat(lines())
        .contains("audionode_incidents_total{cause=\"own-limit\",kind=\"oom-kill\"} 2.0");
  }

  @Test
  void countsEventsForKubernetesByWhatBecameOfThem() {
    metrics.clusterEvent(Fate.DROPPED);
    assertThat(lines())
        .contains(
            "audionode_cluster_events_total{result=\"sent\"} 0.0",
            "audionode_cluster_events_total{result=\"dropped\"} 1.0");
  }

  @Test
  void speaksOpenMetricsWhenAsked() {
    var openMetrics = metrics.scrape("application/openmetrics-text;version=1.0.0;q=0.5,*/*;q=0.1");
    assertThat(openMetrics.contentType()).startsWith("application/openmetrics-text");
    assertThat(openMetrics.text()).endsWith("# EOF\n");
    assertThat(metrics.scrape("").contentType()).startsWith("text/plain; version=0.0.4");
  }

  private List<String> lines() {
    return metrics.scrape("").text().lines().toList();
  }
}
