package io.audionode.agent.report.events.cluster;

import static io.audionode.agent.fixture.PodBuilder.guaranteed;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.config.Configuration;
import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.fixture.PressureLooks;
import io.audionode.agent.report.status.FakeVitals;
import io.audionode.agent.report.status.StatusBoard;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class NodeFaceTest {
  @Test
  void isTrueWhilePodsAreLookedAfter() {
    var face = face(FakeVitals.well(), true);
    assertThat(face.status()).isEqualTo(NodeFace.Status.TRUE);
    assertThat(face.reason()).isEqualTo("Protecting");
    assertThat(face.label()).isEqualTo("true");
    assertThat(face.version()).isEqualTo("0.1.0");
    assertThat(face.placement()).isEqualTo("subtree, domain container; pods: 1 subtree");
  }

  @Test
  void namesWhatTheNodeDoesNotGiveAndIsStillTrue() {
    var face = face(FakeVitals.well().watching(PressureLooks.withoutPsi()), true);
    assertThat(face.status()).isEqualTo(NodeFace.Status.TRUE);
    assertThat(face.reason()).isEqualTo("ProtectingWithWarnings");
    assertThat(face.message()).contains("no PSI (boot with psi=1), memory.stat is sampled");
  }

  @Test
  void saysWhatTroublesItAndIsStillTrue() {
    var face = face(FakeVitals.well().troubled("line 1: no such key"), true);
    assertThat(face.reason()).isEqualTo("ProtectingWithWarnings");
    assertThat(face.message()).contains("configuration refused: line 1: no such key");
    assertThat(face.label()).isEqualTo("true");
  }

  @Test
  void isFalseBeforeTheFirstRun() {
    var face = face(FakeVitals.well().failing("no memory controller"), false);
    assertThat(face.status()).isEqualTo(NodeFace.Status.FALSE);
    assertThat(face.reason()).isEqualTo("NoRunYet");
    assertThat(face.message()).endsWith("no memory controller");
    assertThat(face.label()).isEqualTo("false");
    assertThat(face.placement()).isNull();
  }

  @Test
  void isFalseWhenTheLastRunFailed() {
    var face = face(FakeVitals.well().failing("EIO"), true);
    assertThat(face.reason()).isEqualTo("RunFailed");
    assertThat(face.message()).isEqualTo("the last run of loop main failed: EIO");
  }

  @Test
  void isFalseWhenALoopHangs() {
    var face = face(FakeVitals.well().silentFor(Duration.ofSeconds(90)), true);
    assertThat(face.reason()).isEqualTo("LoopHangs");
    assertThat(face.message()).isEqualTo("loop main has not run since 2026-01-01T00:00:00Z");
  }

  @Test
  void cutsWhatWouldNotFit() {
    assertThat(NodeFace.unfit("0.1.0", "x".repeat(5000)).message()).hasSize(1024);
  }

  private static NodeFace face(FakeVitals vitals, boolean hasRun) {
    var clock = InstantSource.fixed(FakeFlow.START);
    var board = new StatusBoard(vitals, Configuration::defaults, clock);
    if (hasRun) {
      var pod = guaranteed("mixer", "256Mi");
      board.accept(new FakeFlow(FakeNode.withNumaNodes(1).pod(pod).born(pod, "c1", 10)).settle());
    }
    return NodeFace.of("0.1.0", board.health(), board.ready(), board.status());
  }
}
