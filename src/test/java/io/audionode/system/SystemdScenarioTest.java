package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.report.events.EventKind;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A systemd that reloads again and again beside the agent, as package upgrades make it do. */
class SystemdScenarioTest extends Scenario {
  private static final String UID = "99999999-aaaa-4bbb-8ccc-00000000005d";
  private static final CgroupPath NOISE = CgroupPath.of("system.slice/noise.service");
  private static final int RELOADS = 100;

  @Test
  void leavesTheSubtreeAsItIsHoweverOftenItReloads() throws IOException {
    PodFile.pod("mixer", UID).profile("realtime").memory("64Mi", "120Mi").into(agent.pods);
    startAgent();
    var audio =
        start(
            kubepods.burstable(UID).child("c"),
            Workload.Birth.burstable(120 * MIB).adopted(),
            "audio",
            "--mib",
            "16");
    awaitIn(AUDIO, audio);
    audio.awaitRunning();
    awaitClass("rt", audio);
    agent.awaitQuiet();
    var before = Picture.of(kubepods, AUDIO);
    var place = kubepods.proc.cgroup(audio.pid()).path();

    var units = Files.createDirectory(agent.directory.resolve("units"));
    var controllers = kubepods.read(CgroupPath.ROOT, "cgroup.subtree_control");
    try (var systemd = Systemd.start(units, "noise.service", noise(""))) {
      await().atMost(PATIENCE).until(() -> kubepods.exists(NOISE));
      assertThat(kubepods.read(CgroupPath.ROOT, "cgroup.subtree_control"))
          .as("systemd takes from the root what no unit of it wants and nobody hands on")
          .doesNotContain("io");
      for (var reload = 0; reload < RELOADS; reload++) {
        systemd.unit("noise.service", noise(reload % 2 == 0 ? "" : "CPUWeight=50\nIOWeight=50\n"));
        systemd.reload();
      }
      assertThat(systemd.reloads()).isGreaterThanOrEqualTo(RELOADS);
      agent.awaitQuiet();
      assertThat(Picture.of(kubepods, AUDIO)).isEqualTo(before);
      assertThat(kubepods.proc.cgroup(audio.pid()).path()).isEqualTo(place);
      System.out.printf("systemd reloaded %d times; told: %s%n", systemd.reloads(), drift());
    } finally {
      kubepods.remove(NOISE);
      kubepods.write(
          CgroupPath.ROOT, "cgroup.subtree_control", "+" + controllers.replace(" ", " +"));
    }
  }

  private static String noise(String more) {
    return "[Unit]\nDefaultDependencies=no\n[Service]\nExecStart=/bin/sleep 100000\n" + more;
  }

  private List<String> drift() {
    return agent.views().events().since(0).events().stream()
        .filter(event -> event.kind().equals(EventKind.DRIFT.word()))
        .map(event -> event.message() + " x" + event.count())
        .toList();
  }
}
