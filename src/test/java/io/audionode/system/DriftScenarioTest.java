package io.audionode.system;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Somebody else writes what the agent has set; inotify tells, or the agent would wait for 30 s. */
class DriftScenarioTest extends DriftScenario {
  private static final Duration FIGHT = Duration.ofSeconds(20);
  private static final Duration HUNDREDTH = Duration.ofMillis(10);

  /** What somebody else might write instead. */
  private static final Map<String, String> FOREIGN =
      Map.ofEntries(
          Map.entry("memory.min", "4096"),
          Map.entry("memory.max", "max"),
          Map.entry("memory.high", "max"),
          Map.entry("memory.swap.max", "max"),
          Map.entry("memory.oom.group", "1"),
          Map.entry("cpu.weight", "50"),
          Map.entry("cpu.max", "90000 100000"),
          Map.entry("cpu.uclamp.min", "10.00"),
          Map.entry("cpu.uclamp.max", "50.00"),
          Map.entry("cpuset.cpus", "0"),
          Map.entry("cpuset.mems", "0-1"),
          Map.entry("pids.max", "5000"),
          Map.entry("cgroup.freeze", "1"));

  @Test
  void setsEveryControlFileAgainAndTellsOfIt() throws IOException {
    protectedPod();
    var before = picture();
    var noticed = noticed();
    var written = new ArrayList<String>();
    for (var cgroup : agent.latest().desired().cgroups().values()) {
      for (var knob : cgroup.knobs().entrySet()) {
        var file = knob.getKey();
        var foreign = requireNonNull(FOREIGN.get(file), () -> "nobody tries " + file);
        if (hasFile(cgroup.path(), file) && !kubepods.read(cgroup.path(), file).equals(foreign)) {
          kubepods.write(cgroup.path(), file, foreign);
          written.add("set %s %s = ".formatted(cgroup.path(), file));
        }
      }
    }
    assertThat(written).hasSizeGreaterThan(10);
    for (var action : written) {
      awaitToldOf(action);
    }
    assertThat(picture()).isEqualTo(before);
    assertThat(told()).allMatch(text -> text.contains("changed by somebody"));
    assertNoticed(noticed + 0.75 * written.size());
    sayHowLongItTook();
  }

  /**
   * By the kernel's word: whoever waits for the next resync counts none. A run that begins by
   * itself in this moment may be quicker than that, so that more is changed than has to be noticed.
   */
  private void assertNoticed(double repairs) {
    assertThat(noticed()).as("repairs that inotify led to").isGreaterThanOrEqualTo(repairs);
  }

  private void sayHowLongItTook() {
    System.out.printf(
        "%.0f repairs, %.0f within a second, at most %.3f s%n",
        noticed(),
        agent.metric("audionode_drift_repair_seconds_bucket{le=\"1.0\"}"),
        agent.metric("audionode_drift_repair_seconds_max"));
  }

  /** A kernel may be built without some, as Debian's are without cpu.uclamp.*. */
  private static boolean hasFile(CgroupPath cgroup, String file) {
    return Files.exists(Path.of("/sys/fs/cgroup", cgroup.value(), file));
  }

  @Test
  void bringsBackControllersThatSomebodyTakes() throws IOException {
    var audio = protectedPod();
    var before = picture();
    var container = kubepods.proc.cgroup(audio.pid()).path().parent().orElseThrow();
    var noticed = noticed();
    takeCpu(container);
    awaitToldOf("set %s cgroup.subtree_control +cpu: changed by systemd".formatted(container));
    assertThat(picture()).isEqualTo(before);
    takeCpu(container);
    await().atMost(PATIENCE).until(() -> picture().equals(before));
    agent.awaitQuiet();
    assertNoticed(noticed + 1);

    agent.reconfigure("pause: true"); // or it would be quicker than whoever takes it everywhere
    agent.awaitRunsToEnd();
    kubepods.tree(CgroupPath.ROOT).reversed().forEach(this::takeCpu);
    assertThat(Files.exists(Path.of("/sys/fs/cgroup/audio/cpu.weight"))).isFalse();
    agent.reconfigure("pause: false");
    awaitToldOf("set audio cgroup.subtree_control +cpu: changed by systemd");
    assertThat(picture()).isEqualTo(before);
  }

  private void takeCpu(CgroupPath path) {
    if (Set.of(kubepods.read(path, "cgroup.subtree_control").split(" ")).contains("cpu")) {
      kubepods.write(path, "cgroup.subtree_control", "-cpu");
    }
  }

  @Test
  void movesBackWhatSomebodyElseMoved() throws IOException {
    var audio = protectedPod();
    var pid = audio.pid();
    var place = kubepods.proc.cgroup(pid).path();
    awaitTooOldToBeMovedAtBirth();
    var noticed = noticed();
    kubepods.write(home(), "cgroup.procs", Integer.toString(pid));
    awaitToldOf("move process %d from %s".formatted(pid, home()));
    kubepods.write(home(), "cgroup.procs", Integer.toString(pid));
    awaitIn(AUDIO, audio);
    agent.awaitQuiet();
    assertNoticed(noticed + 1);
    assertThat(told()).anyMatch(text -> text.contains("changed by kubelet"));
    awaitClass("rt", audio);
    assertThat(kubepods.proc.cgroup(pid).path()).isEqualTo(place);
    agent.awaitQuiet(); // a look has to have seen the thread where it belongs, or it is new there

    kubepods.write(place.parent().orElseThrow().child("main"), "cgroup.threads", "" + pid);
    awaitToldOf("move thread %d (audio)".formatted(pid));
    awaitClass("rt", audio);
  }

  /** What it uses is charged in the subtree by now, so that it belongs there at any age. */
  private static void awaitTooOldToBeMovedAtBirth() {
    await().atMost(PATIENCE).pollDelay(Duration.ofSeconds(11)).until(() -> true);
  }

  @Test
  void noticesWritesToProcfsWithoutWaitingForAResync() throws IOException {
    var audio = protectedPod();
    var score = Path.of("/proc", Integer.toString(audio.pid()), "oom_score_adj");
    dropCaches();
    agent.awaitRunsToEnd();
    var noticed = noticed();
    Files.writeString(score, "700");
    awaitToldOf("set process %d oom_score_adj = -500 (was 700)".formatted(audio.pid()));
    assertThat(kubepods.proc.oomScoreAdj(audio.pid())).isEqualTo(-500);
    assertThat(noticed()).isEqualTo(noticed + 1);

    dropCaches();
    Files.writeString(Path.of("/proc/sys/vm/swappiness"), "77");
    awaitToldOf("set vm.swappiness = 1 (was 77)");
    assertThat(kubepods.proc.swappiness()).isEqualTo(1);
    assertThat(noticed()).isEqualTo(noticed + 2);
  }

  /** How many repairs the kernel's word led to; those of a resync are not timed. */
  private double noticed() {
    return agent.metric("audionode_drift_repair_seconds_count");
  }

  /** A watch belongs to an inode, and those of procfs are made anew when memory is short. */
  private static void dropCaches() throws IOException {
    for (var time = 0; time < 10; time++) { // a name in use is spared some times
      Files.writeString(Path.of("/proc/sys/vm/drop_caches"), "2");
    }
  }

  @Test
  void findsNobodyWhoCanChangeTheTypeOfItsCgroups() throws IOException {
    protectedPod();
    var before = picture();
    var refused = new ArrayList<String>();
    for (var path : kubepods.tree(AUDIO)) {
      try {
        kubepods.write(path, "cgroup.type", "threaded");
      } catch (KernelException.Refused | KernelException.Unsupported e) {
        refused.add(path.value());
      }
    }
    assertThat(refused).as("by the kernel").contains("audio", "audio/node0");
    assertThat(picture()).isEqualTo(before);
  }

  @Test
  void makesAgainWhatSomebodyElseRemoves() throws IOException {
    startAgent();
    var node1 = node(1);
    assertThat(kubepods.exists(node1)).isTrue();
    var noticed = noticed();
    kubepods.remove(node1);
    awaitToldOf("create audio/node1: changed by somebody");
    kubepods.remove(node1);
    await().atMost(PATIENCE).until(() -> kubepods.exists(node1));
    agent.awaitQuiet();
    assertNoticed(noticed + 1);
    assertKnob(node1, "cpuset.mems", "1");
  }

  @Test
  void doesNotFightForEver() throws Exception {
    protectedPod();
    var min = kubepods.read(NODE0, "memory.min");
    var ended = new AtomicBoolean();
    var writer =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!ended.get()) {
                    kubepods.write(NODE0, "memory.min", "0");
                    pause();
                  }
                });
    long during;
    try {
      await().atMost(PATIENCE).until(() -> agent.status().warnings().size() == 1);
      var runs = agent.runs("main");
      Thread.sleep(FIGHT);
      during = agent.runs("main") - runs;
    } finally {
      ended.set(true);
      writer.join();
    }
    var told = told().size();
    assertThat(told).as("three repairs at once, then ever fewer").isBetween(4, 20);
    assertThat(agent.status().warnings())
        .singleElement()
        .asString()
        .startsWith("audio/node0 memory.min is changed again and again by somebody else");
    assertThat(during).as("what is left wakes nobody").isLessThan(FIGHT.toSeconds() * 5);
    await().atMost(PATIENCE).until(() -> kubepods.read(NODE0, "memory.min").equals(min));
    System.out.printf(
        "a fight: told %d times, %d runs in %d s of %d writes a second%n",
        told, during, FIGHT.toSeconds(), Duration.ofSeconds(1).dividedBy(HUNDREDTH));
  }

  private static void pause() {
    try {
      Thread.sleep(HUNDREDTH);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Every control file of the subtree, and what the root hands out. */
  private SortedMap<String, String> picture() {
    var picture = Picture.of(kubepods, AUDIO);
    var controllers = kubepods.read(CgroupPath.ROOT, "cgroup.subtree_control");
    picture.put("controllers", Stream.of(controllers.split(" ")).sorted().collect(joining(" ")));
    return picture;
  }
}
