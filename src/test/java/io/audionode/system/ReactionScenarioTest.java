package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.model.pressure.Verdict;
import io.audionode.agent.report.status.ReactionView;
import io.audionode.cgroupfs.memory.MemoryStat;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is done while memory pressure hurts an audio pod, to whom, and that it is undone. */
class ReactionScenarioTest extends Scenario {
  private static final String UID = "99999999-bbbb-4bbb-8ccc-00000000000";
  private static final String AUDIO_POD = UID + 1;
  private static final CgroupPath HOME = Kubepods.ROOT.child("burstable").child("pod" + AUDIO_POD);
  private static final CgroupPath PLACED = NODE0.child("pod" + AUDIO_POD).child("c");
  private static final String HIGH = "memory.high";
  private static final String IN_PLACE = "placement: in-place";

  /** The kernel's own reclaim leaves that alone: what goes is taken by a reaction. */
  private static final long KEPT = 160 * MIB;

  private static final long ALL_PODS = 2 * 132 * MIB + 80 * MIB;

  private CgroupPath batch = Kubepods.ROOT;
  private SortedMap<String, String> systemBefore = new TreeMap<>();
  private CgroupPath system = Kubepods.ROOT;

  @Test
  void throttlesABestEffortPodWhileAudioHurtsAndLetsItGoWhenItIsCalm() throws IOException {
    startQuietly("throttle");
    var had = Long.parseLong(kubepods.read(batch, "memory.current"));
    try (var stream = StreamReader.of(agent, "?verdict=" + Verdict.AUDIO_HURTS.word())) {
      var victim = hurt();
      await().atMost(PATIENCE).until(() -> kubepods.proc.oomScoreAdj(victim.pid()) == -997);
      awaitThrottled();
      assertThat(Long.parseLong(kubepods.read(batch, HIGH))).isBetween(had * 8 / 10, had);
      assertThat(stream.awaitEvent(event -> event.actions().size() == 2).actions())
          .contains("keep oom_score_adj of its processes at -997 or lower")
          .anyMatch(action -> action.endsWith("for audio/batch in " + batch));
      assertThat(Picture.of(kubepods, system)).isEqualTo(systemBefore).isNotEmpty();
      victim.close();
    }
    kubepods.remove(HOME);
    await().atMost(PATIENCE).until(() -> kubepods.read(batch, HIGH).equals("max"));
    assertThat(Picture.of(kubepods, system)).isEqualTo(systemBefore);
    agent.stop();
    assertThat(agent.restore().left()).isEmpty();
    assertThat(agent.differences()).isEmpty();
  }

  @Test
  void hasTheKernelReclaimFromABestEffortPodWhileAudioHurts() throws IOException {
    if (KernelView.isBefore(5, 19)) {
      leavesItAloneWhereNobodyCanAskForThat();
      return;
    }
    startQuietly("reclaim");
    assertThat(stolen(batch)).as("nothing was short before").isZero();
    hurt();
    await().atMost(PATIENCE).until(() -> stolen(batch) > 0);
    assertThat(kubepods.read(batch, HIGH)).isEqualTo("max");
    assertThat(Picture.of(kubepods, system)).isEqualTo(systemBefore).isNotEmpty();
    assertThat(stolen(system)).isZero();
  }

  /** What is said then is {@link OldKernelLabTest}'s. */
  private void leavesItAloneWhereNobodyCanAskForThat() throws IOException {
    startBesideOthers("reclaim", IN_PLACE);
    kubepods.write(Kubepods.ROOT, "memory.max", Long.toString(ALL_PODS));
    assertThat(planned()).isEmpty();
    try (var stream = StreamReader.of(agent, "?verdict=" + Verdict.AUDIO_HURTS.word())) {
      hurt();
      await().atMost(PATIENCE).until(() -> !stream.events().isEmpty());
    }
    assertThat(kubepods.read(batch, HIGH)).isEqualTo("max");
  }

  @Test
  void endsWithTheAgentWhatWasOnlyForTheMoment() throws IOException {
    startQuietly("throttle");
    var victim = hurt();
    awaitThrottled();
    agent.stop();
    assertThat(kubepods.read(batch, HIGH)).isEqualTo("max");
    assertThat(kubepods.proc.oomScoreAdj(victim.pid())).as("still protected").isEqualTo(-500);
    assertThat(kubepods.read(HOME.child("c"), "memory.min")).isEqualTo("" + 16 * MIB);
  }

  @Test
  void aSuccessorLetsThemGoThatAKilledAgentThrottled() throws IOException {
    var victim = throttledWhenTheAgentWasKilled();
    victim.close();
    kubepods.remove(HOME);
    startAgent(IN_PLACE, reactingBy("throttle"));
    await().atMost(PATIENCE).until(() -> kubepods.read(batch, HIGH).equals("max"));
    agent.stop();
    assertThat(agent.restore().left()).isEmpty();
    assertThat(agent.differences()).isEmpty();
  }

  @Test
  void restoreLetsThemGoThatAKilledAgentThrottled() throws IOException {
    var victim = throttledWhenTheAgentWasKilled();
    assertThat(agent.restore().left()).isEmpty();
    assertThat(kubepods.read(batch, HIGH)).isEqualTo("max");
    assertThat(kubepods.proc.oomScoreAdj(victim.pid())).isEqualTo(900);
    assertThat(agent.differences()).isEmpty();
  }

  /** What it only did for the moment stays. */
  private Workload throttledWhenTheAgentWasKilled() throws IOException {
    besideOthers();
    Files.writeString(agent.config(), IN_PLACE + "\n" + reactingBy("throttle"));
    var killed = startProcess("--config", agent.config().toString());
    killed.api().awaitReady();
    kubepods.write(Kubepods.ROOT, "memory.max", Long.toString(ALL_PODS));
    var victim = hurt();
    awaitThrottled();
    killed.kill();
    assertThat(kubepods.read(batch, HIGH)).as("nobody takes it back").isNotEqualTo("max");
    return victim;
  }

  @Test
  void leavesOthersAloneWhenAudioReachesALimitOfItsOwn() throws IOException {
    startQuietly("throttle", "subtreeMax: 3%");
    try (var stream = StreamReader.of(agent, "?verdict=" + Verdict.AUDIO_HURTS.word())) {
      var victim = hurt();
      awaitIn(PLACED, victim);
      await().atMost(PATIENCE).until(() -> kubepods.proc.oomScoreAdj(victim.pid()) == -997);
      await().atMost(PATIENCE).until(() -> stream.events().size() >= 10);
    }
    assertThat(kubepods.read(AUDIO, "memory.events.local")).doesNotContain("max 0");
    assertThat(kubepods.read(batch, HIGH)).isEqualTo("max");
    assertThat(stolen(batch)).isZero();
  }

  /** What all pods may have together is too little for what audio takes. */
  private void startQuietly(String reaction) throws IOException {
    startQuietly(reaction, IN_PLACE);
    kubepods.write(Kubepods.ROOT, "memory.max", Long.toString(ALL_PODS));
  }

  private void startQuietly(String reaction, String shortage) throws IOException {
    startBesideOthers(reaction, shortage);
    assertThat(planned())
        .as("what would be done")
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.state()).isEqualTo("ready");
              assertThat(one.donor()).isEqualTo("audio/batch");
            });
    assertThat(kubepods.read(batch, HIGH)).isEqualTo("max");
  }

  private List<ReactionView> planned() {
    return agent.views().board().plan().orElseThrow().reactions().stream()
        .filter(one -> one.cgroup() != null)
        .toList();
  }

  private void startBesideOthers(String reaction, String shortage) throws IOException {
    besideOthers();
    startAgent(shortage, reactingBy(reaction));
    systemBefore = Picture.of(kubepods, system);
  }

  /** An audio pod without a container, beside a batch pod and one of the system. */
  private void besideOthers() throws IOException {
    PodFile.pod("batch", UID + 2).into(agent.pods);
    PodFile.pod("proxy", UID + 3).namespace("kube-system").into(agent.pods);
    PodFile.pod("mixer", AUDIO_POD)
        .profile("realtime")
        .annotation("audionode.io/numa-node", "0")
        .annotation("audionode.io/swap-max", "max")
        .memory("16Mi", "512Mi")
        .into(agent.pods);
    kubepods.write(Kubepods.ROOT.child("besteffort"), "memory.min", Long.toString(2 * KEPT));
    batch = bestEffort(UID + 2);
    system = bestEffort(UID + 3);
  }

  /** Calm comes soon, so that the test need not wait long. */
  private static String reactingBy(String reaction) {
    return """
      profiles: {realtime: {reactions: [observe, oom, %s]}}
      pressure:
        triggers: [{name: warn, kind: some, stall: 50ms, window: 500ms}]
        calm: 10s
        coolDown: 3600s
      """
        .formatted(reaction);
  }

  private CgroupPath bestEffort(String uid) {
    var home = kubepods.bestEffort(uid);
    var birth = new Workload.Birth(1000, 0, Duration.ZERO);
    start(home.child("c"), birth, "audio", "--mib", "128").awaitRunning();
    kubepods.write(home, "memory.min", Long.toString(KEPT));
    return home;
  }

  /** Takes more than there is for it, so that its own pages go to swap and come back. */
  private Workload hurt() {
    return start(
        kubepods.burstable(AUDIO_POD).child("c"),
        Workload.Birth.burstable(512 * MIB).adopted(),
        "hog",
        "--kind",
        "anon",
        "--mib",
        "160",
        "--procs",
        "2");
  }

  /** Pages that the kernel took away. */
  private long stolen(CgroupPath path) {
    return MemoryStat.parse(kubepods.read(path, "memory.stat") + "\n")
        .count("pgsteal")
        .orElseThrow();
  }

  private void awaitThrottled() {
    await().atMost(PATIENCE).until(() -> !kubepods.read(batch, HIGH).equals("max"));
  }
}
