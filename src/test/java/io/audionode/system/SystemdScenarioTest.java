package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.report.events.EventKind;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;

/** A systemd that reloads again and again beside the agent, as package upgrades make it do. */
class SystemdScenarioTest extends Scenario {
  private static final String BORN = "99999999-aaaa-4bbb-8ccc-00000000005d";
  private static final String SCOPED = "99999999-aaaa-4bbb-8ccc-00000000005e";
  private static final CgroupPath NOISE = CgroupPath.of("system.slice/noise.service");
  private static final CgroupPath SLICE = CgroupPath.of("kubepods.slice");

  private static final int RELOADS =
      Integer.parseInt(Objects.requireNonNullElse(System.getenv("AUDIONODE_RELOADS"), "10"));

  private static final CgroupPath SCOPE =
      SLICE
          .child("kubepods-burstable.slice")
          .child("kubepods-burstable-pod" + SCOPED.replace('-', '_') + ".slice")
          .child("cri-containerd-c1.scope");

  /**
   * It takes the minima of its slices back at each reload, as nobody told it of them; of the
   * subtree, which is no unit of its, it touches nothing.
   */
  @Test
  void leavesTheSubtreeAloneAndLosesTheFightForItsSlices() throws IOException {
    PodFile.pod("born", BORN).profile("realtime").memory("64Mi", "120Mi").into(agent.pods);
    PodFile.pod("scoped", SCOPED).profile("realtime").memory("64Mi", "120Mi").into(agent.pods);
    startAgent();
    var audio =
        start(
            kubepods.burstable(BORN).child("c"),
            Workload.Birth.burstable(120 * MIB).adopted(),
            "audio",
            "--mib",
            "16");
    awaitIn(AUDIO, audio);
    awaitClass("rt", audio);
    var controllers = kubepods.read(CgroupPath.ROOT, "cgroup.subtree_control");
    try (var systemd = Systemd.start(agent.directory, NOISE.name(), noise(""))) {
      systemd.scope(SCOPE, "sleep", "100000");
      awaitProtected();
      agent.awaitQuiet();
      var subtree = Picture.of(kubepods, AUDIO);
      var slices = Picture.of(kubepods, SLICE);
      var place = kubepods.proc.cgroup(audio.pid()).path();

      agent.reconfigure("pause: true");
      agent.awaitRunsToEnd();
      systemd.reload();
      awaitKnobs(
          () -> {
            scopeAndAbove().forEach(path -> assertKnob(path, "memory.min", 0));
            assertKnob(SCOPE, "memory.swap.max", "max");
          });
      assertThat(Picture.of(kubepods, AUDIO)).isEqualTo(subtree);
      agent.reconfigure("pause: false");
      awaitProtected();
      agent.awaitQuiet();
      var toldBefore = told();

      for (var reload = 1; reload <= RELOADS; reload++) {
        systemd.unit(NOISE.name(), noise("CPUWeight=" + (100 + reload)));
        systemd.reload();
        var weight = 100 + reload;
        awaitKnobs(() -> assertKnob(NOISE, "cpu.weight", weight));
      }

      var reloaded = System.nanoTime();
      awaitProtected();
      System.out.printf(
          "systemd reloaded %d times; protected again after %d s; told: %s%n",
          RELOADS, Duration.ofNanos(System.nanoTime() - reloaded).toSeconds(), told());
      agent.awaitQuiet();
      assertThat(Picture.of(kubepods, AUDIO)).isEqualTo(subtree);
      assertThat(Picture.of(kubepods, SLICE)).isEqualTo(slices);
      assertThat(kubepods.proc.cgroup(audio.pid()).path()).isEqualTo(place);
      assertThat(told())
          .hasSizeGreaterThan(toldBefore.size())
          .allMatch(text -> text.contains("kubepods.slice"))
          .anyMatch(text -> text.contains("changed by systemd, kubelet or the container runtime"));
    } finally {
      removeUnits(controllers);
    }
  }

  /** What systemd has made and taken. */
  private void removeUnits(String controllers) {
    try {
      agent.stop();
      agent.restore();
    } finally {
      kubepods.remove(NOISE);
      kubepods.remove(SLICE);
      kubepods.write(
          CgroupPath.ROOT, "cgroup.subtree_control", "+" + controllers.replace(" ", " +"));
    }
  }

  private static List<CgroupPath> scopeAndAbove() {
    return Stream.concat(SCOPE.ancestors().stream(), Stream.of(SCOPE)).toList();
  }

  private void awaitProtected() {
    awaitKnobs(() -> scopeAndAbove().forEach(path -> assertKnob(path, "memory.min", 64 * MIB)));
  }

  /** A reload has ended before all cgroups are written. */
  private static void awaitKnobs(ThrowingRunnable assertion) {
    await()
        .atMost(PATIENCE.multipliedBy(2)) // the longest pause of a fight, and as long again
        .ignoreExceptionsInstanceOf(KernelException.class)
        .untilAsserted(assertion);
  }

  private static String noise(String more) {
    return "[Unit]\nDefaultDependencies=no\n[Service]\nExecStart=/bin/sleep 100000\n" + more + "\n";
  }

  private List<String> told() {
    return agent.views().events().since(0).events().stream()
        .filter(event -> event.kind().equals(EventKind.DRIFT.word()))
        .map(event -> event.message() + " x" + event.count())
        .toList();
  }
}
