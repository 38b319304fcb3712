package io.audionode.system;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.report.memory.ProcessMemoryView;
import io.audionode.cgroupfs.bpf.DevicePrograms;
import io.audionode.cgroupfs.proc.Tasks;
import io.audionode.cgroupfs.sys.Linux;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Two audio pods whose programs are other users', for which an agent needs every right that it has:
 * one that is born into denied devices and gets a real-time policy, and one that ran before with
 * its memory on the wrong NUMA node.
 */
final class EveryRight implements AutoCloseable {
  static final int BORN_SCORE = 900;
  static final String BORN = "aaaaaaaa-aaaa-4bbb-8ccc-000000000001";
  private static final String LATE = "aaaaaaaa-aaaa-4bbb-8ccc-000000000002";
  private static final String OTHER = "aaaaaaaa-aaaa-4bbb-8ccc-000000000003";
  private static final String USER = "65534";
  private static final long LIMIT = 120 * Scenario.MIB;

  private final Kubepods kubepods;
  private final Path pods;
  private final Tasks tasks = new Tasks(Linux.system());
  private final Deque<Workload> workloads = new ArrayDeque<>();

  EveryRight(Kubepods kubepods, Path pods) {
    this.kubepods = kubepods;
    this.pods = pods;
  }

  /** The overlay's configuration, and what besides takes rights. */
  static String configuration(String migration) {
    try {
      return Files.readString(Path.of("daemonset/overlays/least-privilege/config.yaml"))
          + """
          onStop: restore
          migration: %s
          profiles:
            realtime:
              threads: [{name: dsp, names: ["^pw-"], schedPolicy: fifo, priority: 44, force: true}]
          """
              .formatted(migration);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A container of nobody's: the agent knows by it that this node's runtime denies devices. */
  EveryRight beforeTheAgent() {
    var home = kubepods.burstable(OTHER).child("c0");
    start(home, denyingZero(), "/bin/sleep", "1000");
    await().atMost(Scenario.PATIENCE).until(() -> !devices(home).isEmpty());
    PodFile.pod("born", BORN).profile("realtime").memory("64Mi", "120Mi").into(pods);
    kubepods.burstable(BORN);
    return this;
  }

  /** The pod that is to move to NUMA node 1. */
  Workload late() {
    PodFile.pod("late", LATE)
        .profile("realtime")
        .memory("64Mi", "120Mi")
        .annotation("audionode.io/numa-node", "1")
        .into(pods);
    return FirstNode.filled(
        kubepods,
        kubepods.burstable(LATE),
        () ->
            start(home(LATE), Workload.Birth.burstable(LIMIT), "/usr/bin/setpriv", audio())
                .awaitRunning());
  }

  /** The pod that is born now: its program runs once it was moved, or has waited for that. */
  Workload born() {
    return start(home(BORN), denyingZero().adopted(), "/usr/bin/setpriv", audio());
  }

  private static Workload.Birth denyingZero() {
    return new Workload.Birth(BORN_SCORE, LIMIT, Duration.ofSeconds(3))
        .denyingZeroAfter(Duration.ofSeconds(1));
  }

  private static String[] audio() {
    var audio = Workload.program("audio");
    return new String[] {
      "--reuid=" + USER, "--regid=" + USER, "--clear-groups", audio, "--mib", "16", "--threads", "1"
    };
  }

  private Workload start(CgroupPath home, Workload.Birth birth, String program, String... words) {
    var workload = Workload.start(home, birth, program, words);
    workloads.push(workload);
    return workload;
  }

  /** It is where it is protected, and can open no device more than before. */
  void awaitPlaced(Workload born) {
    await()
        .atMost(Scenario.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(cgroup(born))
                    .as(born.output())
                    .matches(it -> it.startsWith(Scenario.AUDIO), "is in audio/"));
    assertThat(devices(cgroup(born))).isNotEmpty().containsAll(devices(home(BORN)));
    assertThat(Long.parseLong(kubepods.read(Scenario.AUDIO, "memory.min")))
        .isGreaterThanOrEqualTo(64 * Scenario.MIB);
  }

  void awaitScore(Workload workload, int score) {
    await()
        .atMost(Scenario.PATIENCE)
        .until(() -> kubepods.proc.oomScoreAdj(workload.pid()) == score);
  }

  /** Its data loop has the policy that the profile forces on it. */
  void awaitRealtime(Workload born) {
    await()
        .atMost(Scenario.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(kubepods.proc.tasks(born.pid()))
                    .filteredOn(tid -> tasks.name(tid).startsWith("pw-"))
                    .singleElement()
                    .satisfies(
                        tid -> assertThat(tasks.scheduling(tid).text()).isEqualTo("FIFO 44")));
  }

  /** All of it but the migration. */
  void awaitAll(AgentApi api, Workload born) {
    awaitPlaced(born);
    awaitScore(born, -500);
    awaitRealtime(born);
    awaitMemoryTold(api);
    awaitTriggers(api);
    awaitNothingMissing(api);
  }

  /** All of its memory lies on the NUMA node that it named, and its cpuset is narrowed to it. */
  void awaitMigrated(Workload late) {
    await()
        .atMost(Scenario.PATIENCE)
        .until(() -> kubepods.read(home(LATE), "cpuset.mems").equals("1"));
    assertThat(kubepods.proc.numaMaps(late.pid()).on(1).value()).isGreaterThan(16 * Scenario.MIB);
    assertThat(cgroup(late)).isEqualTo(home(LATE));
  }

  /** What other users' processes consist of, and where it lies, is told. */
  void awaitMemoryTold(AgentApi api) {
    var process =
        await()
            .atMost(Scenario.PATIENCE)
            .until(
                () -> api.memory(BORN).processes().stream().filter(EveryRight::isWhole).toList(),
                whole -> !whole.isEmpty())
            .getFirst();
    assertThat(process.problem()).isNull();
  }

  private static boolean isWhole(ProcessMemoryView process) {
    var nodes = process.onNodes();
    return process.mapped() != null && nodes != null && nodes.at() != null;
  }

  /** Windows of less than 2 s among them. */
  void awaitTriggers(AgentApi api) {
    await()
        .atMost(Scenario.PATIENCE)
        .until(
            () ->
                api.status().triggers().cgroups().stream()
                    .anyMatch(it -> it.subject().contains("born") && !it.armed().isEmpty()));
    assertThat(api.status().triggers().refused()).isZero();
  }

  /** All is done that was wanted, and nothing is said to be missing. */
  void awaitNothingMissing(AgentApi api) {
    await().atMost(Scenario.PATIENCE).until(() -> api.status().pendingActions() == 0);
    assertThat(api.status().warnings()).isEmpty();
  }

  /** They are as they were before there was an agent. */
  void assertPutBack(List<Workload> workloads) {
    assertThat(kubepods.exists(Scenario.AUDIO)).isFalse();
    for (var workload : workloads) {
      assertThat(cgroup(workload)).matches(it -> it.startsWith(Kubepods.ROOT), "is in kubepods");
      assertThat(kubepods.proc.oomScoreAdj(workload.pid())).isEqualTo(BORN_SCORE);
      assertThat(kubepods.proc.tasks(workload.pid()))
          .allSatisfy(tid -> assertThat(tasks.scheduling(tid).isRealtime()).isFalse());
    }
  }

  CgroupPath cgroup(Workload workload) {
    return kubepods.proc.cgroup(workload.pid()).path();
  }

  private static CgroupPath home(String uid) {
    return Kubepods.ROOT.child("burstable").child("pod" + uid).child("c");
  }

  private List<Integer> devices(CgroupPath path) {
    try (var cgroup = kubepods.cgroups.open(requireNonNull(path))) {
      return new DevicePrograms(cgroup).effective();
    }
  }

  @Override
  public void close() {
    workloads.forEach(Workload::close);
  }
}
