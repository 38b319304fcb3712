package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.model.incident.IncidentKind;
import io.audionode.agent.model.incident.Reason;
import io.audionode.agent.report.incidents.IncidentView;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.sys.Linux;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node without swap, as kubelet wants it by default, whose memory runs out. */
class NoSwapLabTest extends Scenario {
  private static final String MIXER = "66666666-aaaa-4bbb-8ccc-000000000001";
  private static final CgroupPath DAEMONS = CgroupPath.of("lab-daemons");
  private static final Path OWN_SCORE = Path.of("/proc/self/oom_score_adj");
  private String ownScore = "0";

  /** The agent lives in this process, which the kernel must not take for the one to kill. */
  @BeforeEach
  void surviveAlone() throws IOException {
    assertThat(new ProcFs(Linux.system()).meminfo().swapTotal().value()).isZero();
    ownScore = Files.readString(OWN_SCORE).strip();
    Files.writeString(OWN_SCORE, "-1000");
  }

  /** The program that took it all has to be gone before this process may be killed again. */
  @AfterEach
  void removeDaemons() throws IOException {
    kubepods.remove(DAEMONS);
    Files.writeString(OWN_SCORE, ownScore);
  }

  @Test
  void saysThatTheNodeRanOutWhenNoPodGrew() throws IOException {
    PodFile.pod("mixer", MIXER)
        .profile("realtime")
        .annotation("audionode.io/oom-score-adj", "1000")
        .memory("64Mi", "128Mi")
        .into(agent.pods);
    startAgent();
    var audio =
        start(
            kubepods.burstable(MIXER).child("c"),
            Workload.Birth.burstable(128 * MIB).adopted(),
            "audio",
            "--mib",
            "48");
    awaitIn(AUDIO, audio);
    audio.awaitRunning();
    agent.awaitQuiet();

    var home = kubepods.make(DAEMONS).child("journal");
    start(home, new Workload.Birth(-997, 0, Duration.ZERO), "leak", "--pause-ms", "10");

    var incident =
        await().atMost(PATIENCE).until(this::killOfMixer, Optional::isPresent).orElseThrow();
    System.out.println(incident.cause().sentence());
    assertThat(incident.cause().reason()).isEqualTo(Reason.NODE_OUT_OF_MEMORY.word());
    assertThat(incident.cause().sentence())
        .startsWith("node out of memory: the node had ")
        .contains("killed: audio (pid " + audio.pid());
    assertThat(incident.victims())
        .singleElement()
        .satisfies(victim -> assertThat(victim.constraint()).isEqualTo("CONSTRAINT_NONE"));
  }

  private Optional<IncidentView> killOfMixer() {
    var book = agent.views().incidents();
    return book.all().incidents().stream()
        .filter(one -> MIXER.equals(one.pod()))
        .filter(one -> one.kind().equals(IncidentKind.OOM_KILL.word()))
        .flatMap(one -> book.find(one.id()).stream())
        .findFirst();
  }
}
