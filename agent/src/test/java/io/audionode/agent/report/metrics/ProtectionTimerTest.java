package io.audionode.agent.report.metrics;

import static io.audionode.agent.fixture.PodBuilder.guaranteed;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.model.Pod;
import io.audionode.agent.plan.Action;
import io.audionode.cgroupfs.format.Bytes;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The figure that an operator promises to those who play: how long a pod is without protection. */
class ProtectionTimerTest {
  private static final Duration RUN = Duration.ofMillis(40);

  private final FakeNode node = FakeNode.withNumaNodes(1);
  private final FakeFlow flow = new FakeFlow(node);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private Duration now = Duration.ofHours(3);
  private final ProtectionTimer timer = new ProtectionTimer(registry, now.toNanos());
  private final Pod mixer = guaranteed("mixer", "64Mi");

  @Test
  void countsAContainerOnceFromItsBirthToTheEndOfTheRunThatProtectedIt() {
    node.pod(mixer).born(mixer, "c1", 10);
    run();
    run();
    assertThat(counted()).isEqualTo(1);
    assertThat(longest()).isEqualTo(RUN);
  }

  @Test
  void waitsUntilNothingIsRefusedAnyMore() {
    node.pod(mixer).born(mixer, "c1", 10);
    node.refuse(Action.WriteKnob.class, "EPERM");
    run();
    now = now.plusSeconds(2);
    run();
    assertThat(counted()).isZero();
    node.accept(Action.WriteKnob.class);
    now = now.plusSeconds(2);
    run();
    assertThat(counted()).isEqualTo(1);
    assertThat(longest()).isEqualTo(RUN.multipliedBy(3).plusSeconds(4));
  }

  @Test
  void countsNobodyWhileNothingIsWritten() {
    node.pod(mixer).born(mixer, "c1", 10).hold("somebody says so");
    run();
    assertThat(counted()).isZero();
    node.hold(null);
    now = now.plusSeconds(2);
    run();
    assertThat(counted()).isEqualTo(1);
    assertThat(longest()).isGreaterThan(Duration.ofSeconds(2));
  }

  @Test
  void countsAContainerThatIsStartedAgain() {
    node.pod(mixer).born(mixer, "c1", 10);
    run();
    node.exit(10).removed(mixer, "c1").born(mixer, "c2", 20);
    run();
    assertThat(counted()).isEqualTo(2);
  }

  @Test
  void leavesOutWhatRanBeforeTheAgent() {
    node.pod(mixer).running(mixer, "c1", 10, Bytes.ofMebibytes(30));
    run();
    run();
    assertThat(counted()).isZero();
  }

  private void run() {
    var started = now;
    var report = flow.runOnce();
    now = now.plus(RUN);
    timer.show(report, started.toNanos(), now.toNanos());
  }

  private long counted() {
    return registry.get("audionode.protect").timer().count();
  }

  private Duration longest() {
    return Duration.ofNanos(
        (long) registry.get("audionode.protect").timer().max(TimeUnit.NANOSECONDS));
  }
}
