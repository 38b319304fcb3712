package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What all this is for: a memory hog next door, in one run without and with the agent. */
class HogUnderPressureTest extends Scenario {
  private static final String BORN = "33333333-aaaa-4bbb-8ccc-000000000001";
  private static final String RUNNING = "33333333-aaaa-4bbb-8ccc-000000000002";
  private static final Workload.Birth BIRTH = Workload.Birth.burstable(300 * MIB);
  private static final int SECONDS = 40;
  private static final String MIB_PLAYED = "180";

  @Test
  void takesNoMajorFaultAtBirthOrInPlaceAndHundredsWithoutTheAgent()
      throws IOException, InterruptedException {
    var running = audio(kubepods.burstable(RUNNING).child("running"), BIRTH).awaitRunning();
    var before = running.measure("majflt");
    hog();
    var unprotected = running.measure("majflt") - before;
    running.close();
    // Or the program's pages stay charged to the first round's pod, which nothing protects.
    Files.writeString(Path.of("/proc/sys/vm/drop_caches"), "1");

    PodFile.pod("born", BORN).profile("realtime").memory("200Mi", "300Mi").into(agent.pods);
    PodFile.pod("running", RUNNING).profile("realtime").memory("200Mi", "300Mi").into(agent.pods);
    var inPlace = audio(kubepods.burstable(RUNNING).child("running2"), BIRTH).awaitRunning();
    startAgent();
    var born = audio(kubepods.burstable(BORN).child("born"), BIRTH.adopted());
    awaitIn(AUDIO, born);
    born.awaitRunning();
    agent.awaitQuiet();
    var bornBefore = born.measure("majflt");
    var inPlaceBefore = inPlace.measure("majflt");
    hog();

    System.out.printf(
        "major faults under the hog: %d without the agent, %d at birth, %d in place%n",
        unprotected,
        born.measure("majflt") - bornBefore,
        inPlace.measure("majflt") - inPlaceBefore);
    assertThat(unprotected).isGreaterThan(100);
    assertThat(born.measure("majflt") - bornBefore).isZero();
    assertThat(inPlace.measure("majflt") - inPlaceBefore).isZero();
    assertThat(kubepods.proc.cgroup(inPlace.pid()).path().startsWith(Kubepods.ROOT)).isTrue();
  }

  private Workload audio(CgroupPath container, Workload.Birth birth) {
    return start(container, birth, "audio", "--mib", MIB_PLAYED);
  }

  private void hog() throws InterruptedException {
    try (var hog =
        Workload.start(
            kubepods.bestEffort("hog").child("hog"),
            new Workload.Birth(1000, 0, Duration.ofMillis(10)),
            "hog",
            "--kind",
            "anon",
            "--seconds",
            Integer.toString(SECONDS))) {
      hog.awaitEnd(Duration.ofSeconds(SECONDS + 240L));
    }
  }
}
