package io.audionode.system;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.model.incident.IncidentKind;
import io.audionode.agent.model.incident.Reason;
import io.audionode.agent.report.incidents.IncidentView;
import io.audionode.cgroupfs.kmsg.KernelLog;
import io.audionode.cgroupfs.kmsg.KilledProcess;
import io.audionode.cgroupfs.sys.Linux;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Whose doing an incident was, each as it happens on a node whose kubepods has a limit, as kubelet
 * sets one. The pod's own limit is never reached.
 */
class CauseScenarioTest extends Scenario {
  private static final String MIXER = "55555555-aaaa-4bbb-8ccc-000000000001";
  private static final String BATCH = "55555555-aaaa-4bbb-8ccc-000000000002";
  private static final long PLAYED = 64 * MIB;
  private static final long ALL_PODS = 320 * MIB;

  private final KernelLog log = KernelLog.open(Linux.system());

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void namesTheNeighbourThatGrewUntilThePodWasKilled() throws IOException {
    mixer("0", "1000").into(agent.pods);
    PodFile.pod("batch", BATCH).into(agent.pods);
    startAgent("placement: in-place");
    var audio = audio();
    awaitProtected();
    limitAllPods();

    leakBesideIt();

    var incident = awaitIncident(IncidentKind.OOM_KILL);
    assertThat(incident.cause().reason()).isEqualTo(Reason.NEIGHBOUR_GREW.word());
    assertThat(incident.cause().sentence())
        .matches("neighbour audio/batch grew by \\d+\\.\\dMi in \\d+ s, to .*")
        .contains("kubepods, which many pods share, reached its memory.max")
        .contains("killed: audio (pid " + audio.pid());
    assertThat(killed()).contains(audio.pid());
    assertThat(incident.neighbours().getFirst().cgroup()).endsWith("pod" + BATCH);
  }

  @Test
  void saysThatThePodsTogetherHaveTooLittleWhenNobodyGrew() throws IOException {
    mixer("0", "1000").into(agent.pods);
    startAgent("placement: in-place");
    var audio = audio();
    awaitProtected();

    kubepods.write(Kubepods.ROOT, "memory.max", Long.toString(PLAYED / 2));

    var incident = awaitIncident(IncidentKind.OOM_KILL);
    assertThat(incident.cause().reason()).isEqualTo(Reason.NODE_OUT_OF_MEMORY.word());
    assertThat(incident.cause().sentence())
        .contains("kubepods, which many pods share, reached its memory.max")
        .contains("killed: audio (pid " + audio.pid());
    assertThat(killed()).containsExactly(audio.pid());
  }

  @Test
  void saysThatPagesLieInSwap() throws IOException {
    mixer("max", "-500").into(agent.pods);
    startAgent("placement: in-place");
    var audio = audio();
    awaitProtected();
    limitAllPods();
    pushToSwap(audio);

    signal("CONT", audio);

    var incident = awaitIncident(IncidentKind.CRITICAL_PRESSURE);
    assertThat(incident.cause().reason()).isEqualTo(Reason.SWAP.word());
    assertThat(incident.cause().sentence())
        .contains("of container main of audio/mixer lay in swap");
    assertThat(swapped(incident)).isGreaterThan(MIB);
  }

  @Test
  void saysThatAPodRanBeforeItWasSeen() throws IOException {
    mixer("0", "-500").into(agent.pods);
    var audio = audio();
    limitAllPods();
    pushToSwap(audio);

    startAgent();
    awaitProtected();
    signal("CONT", audio);

    var incident = awaitIncident(IncidentKind.CRITICAL_PRESSURE);
    assertThat(incident.cause().reason()).isEqualTo(Reason.ADOPTED_LATE.word());
    assertThat(incident.cause().sentence())
        .startsWith("not protected: adopted late: container main of audio/mixer ran before")
        .contains("lay in swap, from which it would have been kept")
        .contains("16.0Mi of them protected (memory.min)");
  }

  /** Asks for a quarter of what it uses. */
  private static PodFile mixer(String swapMax, String oomScoreAdj) {
    return PodFile.pod("mixer", MIXER)
        .profile("realtime")
        .annotation("audionode.io/swap-max", swapMax)
        .annotation("audionode.io/oom-score-adj", oomScoreAdj)
        .memory("16Mi", "128Mi");
  }

  private Workload audio() {
    return start(
            container(),
            Workload.Birth.burstable(128 * MIB),
            "audio",
            "--mib",
            Long.toString(PLAYED / MIB))
        .awaitRunning();
  }

  private void awaitProtected() {
    await()
        .atMost(PATIENCE)
        .until(() -> kubepods.read(container(), "memory.min").equals("" + 16 * MIB));
    agent.awaitQuiet();
    var looks = agent.runs("recorder");
    await().atMost(PATIENCE).until(() -> agent.runs("recorder") > looks + 3);
  }

  /**
   * Has a hog take its pages while it is stopped: else it may have them back before anybody
   * listens, and the kernel (seen on 7.2) may leave those alone that it touches all the time.
   */
  private void pushToSwap(Workload audio) {
    signal("STOP", audio);
    hogBesideIt();
    await().atMost(PATIENCE).until(() -> swapped() > PLAYED / 2);
  }

  private static void signal(String name, Workload workload) {
    Command.run(List.of("kill", "-" + name, "" + workload.pid())).succeeded();
  }

  private CgroupPath container() {
    return kubepods.burstable(MIXER).child("c");
  }

  private long swapped() {
    return Long.parseLong(kubepods.read(container(), "memory.swap.current"));
  }

  private void limitAllPods() {
    kubepods.write(Kubepods.ROOT, "memory.max", Long.toString(ALL_PODS));
  }

  /**
   * Has no swap, as on nodes that kubelet accepts by default, is not the one to be killed, and ends
   * when it has all it wants: nobody finds it any more when the kill is told.
   */
  private void leakBesideIt() {
    var home = kubepods.bestEffort(BATCH);
    kubepods.write(home, "memory.swap.max", "0");
    start(
        home.child("c"),
        new Workload.Birth(-997, 0, Duration.ZERO),
        "leak",
        "--mib",
        "300",
        "--pause-ms",
        "10");
  }

  private void hogBesideIt() {
    start(
        kubepods.bestEffort(BATCH).child("c"),
        new Workload.Birth(1000, 0, Duration.ZERO),
        "hog",
        "--mib",
        "400");
  }

  private IncidentView awaitIncident(IncidentKind kind) {
    var incident =
        await()
            .atMost(PATIENCE)
            .until(() -> incident(one -> one.kind().equals(kind.word())), Optional::isPresent)
            .orElseThrow();
    System.out.println(incident.cause().sentence());
    return incident;
  }

  private Optional<IncidentView> incident(Predicate<IncidentView> wanted) {
    var book = agent.views().incidents();
    return book.all().incidents().stream()
        .filter(one -> MIXER.equals(one.pod()))
        .flatMap(one -> book.find(one.id()).stream())
        .filter(wanted)
        .findFirst();
  }

  /** The most that lay in swap. */
  private static long swapped(IncidentView incident) {
    return incident.samples().stream()
        .mapToLong(sample -> requireNonNull(sample.swapBytes()))
        .max()
        .orElse(0);
  }

  /** Whom the kernel says it killed. */
  private List<Integer> killed() {
    var killed = new ArrayList<Integer>();
    log.read(message -> KilledProcess.parse(message).ifPresent(one -> killed.add(one.pid())));
    return killed;
  }
}
