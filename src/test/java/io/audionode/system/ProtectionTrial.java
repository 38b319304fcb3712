package io.audionode.system;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.report.status.StatusView;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.docs.ProtectionRound;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One audio pod with one remedy, and a hog beside it. What was done to the node is undone when it
 * is closed, the latest first.
 */
final class ProtectionTrial implements AutoCloseable {
  /** What the pod asks for and may have, and what its program fills of it. */
  private static final long REQUEST = 200 * Scenario.MIB;

  private static final long LIMIT = 300 * Scenario.MIB;
  private static final int FILLED_MIB = 180;
  private static final int PERIOD_MILLIS = 20;

  /** MemoryQoS throttles from there on: memoryThrottlingFactor 0.9 of what is above the request. */
  private static final long HIGH = REQUEST + (LIMIT - REQUEST) * 9 / 10;

  /** Pages that went to swap are read back when the hog is gone: that is felt as well. */
  private static final Duration AFTERMATH = Duration.ofSeconds(5);

  /** So that a percentile in 1,000 of all rounds together is among those that are kept. */
  private static final int LATEST_KEPT = 50;

  private static final Path SWAPPINESS = Path.of("/proc/sys/vm/swappiness");
  private static final Path DROP_CACHES = Path.of("/proc/sys/vm/drop_caches");

  private final Kubepods kubepods;
  private final CgroupPath container;
  private final Agent agent;
  private final String uid;
  private final Remedy remedy;
  private final Path times;
  private final Deque<Undo> undo = new ArrayDeque<>();
  private @Nullable Workload audio;

  private interface Undo {
    void run() throws IOException;
  }

  /** What the audio program has counted, all in one of its lines. */
  private record Counts(long callbacks, long faults) {
    static Counts of(Workload audio) {
      var measures = audio.awaitOneLineMore().measures();
      return new Counts(
          requireNonNull(measures.get("callbacks")), requireNonNull(measures.get("majflt")));
    }
  }

  /**
   * @param agent whose directories an audionode gets
   * @param uid of the pod
   */
  ProtectionTrial(Kubepods kubepods, Agent agent, String uid, Remedy remedy) throws IOException {
    this.kubepods = kubepods;
    this.agent = agent;
    this.uid = uid;
    this.remedy = remedy;
    container = Kubepods.ROOT.child("burstable").child("pod" + uid).child("c");
    times = Files.createTempFile("audio", ".times");
    undo.push(() -> Files.delete(times));
    undo.push(ProtectionTrial::emptyCachesAndSwap);
  }

  /** Or the next trial would begin with what this one left there. */
  private static void emptyCachesAndSwap() throws IOException {
    Files.writeString(DROP_CACHES, "1");
    Command.run(List.of("/bin/sh", "-c", "swapoff -a && swapon /dev/vda")).succeeded();
  }

  /**
   * Plays, lets the hog press, and tells what came of it.
   *
   * @param seed of the audio program's accesses
   */
  ProtectionRound run(Hog hog, int seed, Duration time) throws IOException, InterruptedException {
    remedy.beforeBirth(this);
    undo.push(() -> kubepods.remove(pod()));
    audio = bear(seed);
    remedy.afterBirth(this);
    audio().awaitRunning();
    remedy.verify(this);
    audio().awaitOneLineMore().awaitOneLineMore();
    var before = Counts.of(audio());
    var work = hog.press(kubepods, time);
    Thread.sleep(AFTERMATH);
    var after = Counts.of(audio());
    assertThat(audio().terminate(Scenario.PATIENCE)).as(audio().output()).isZero();
    var callbacks = callbacks(before.callbacks, after.callbacks);
    return new ProtectionRound(
        remedy.title,
        after.faults - before.faults,
        callbacks.periods(),
        callbacks.missed(),
        callbacks.latest(LATEST_KEPT),
        callbacks.firstMissMillis(),
        work.mib(),
        work.killed());
  }

  private Workload bear(int seed) {
    kubepods.burstable(uid);
    kubepods.write(pod(), "memory.max", Long.toString(LIMIT));
    return Workload.start(
        container,
        remedy.birth(Workload.Birth.burstable(LIMIT)),
        "audio",
        "--mib",
        Integer.toString(FILLED_MIB),
        "--period-ms",
        Integer.toString(PERIOD_MILLIS),
        "--fifo",
        "50",
        "--seed",
        Integer.toString(seed),
        "--times",
        times.toString());
  }

  private Callbacks callbacks(long from, long to) throws IOException {
    var lateness =
        Files.readAllLines(times).stream().skip(from).limit(to - from).map(Long::valueOf).toList();
    assertThat(lateness).as("all of its callbacks").hasSize(Math.toIntExact(to - from));
    return new Callbacks(PERIOD_MILLIS * 1000L, lateness);
  }

  CgroupPath container() {
    return container;
  }

  CgroupPath pod() {
    return container.parent().orElseThrow();
  }

  Workload audio() {
    return requireNonNull(audio, "not born yet");
  }

  void swappiness(String value) throws IOException {
    var before = Files.readString(SWAPPINESS).strip();
    Files.writeString(SWAPPINESS, value);
    undo.push(() -> Files.writeString(SWAPPINESS, before));
  }

  /** Sets {@code memory.min} to the container's request. */
  void protect(CgroupPath path) {
    set(path, "memory.min", Long.toString(REQUEST));
  }

  /** What MemoryQoS does to a container with a limit above its request. */
  void throttle(CgroupPath path) {
    set(path, "memory.high", Long.toString(HIGH));
  }

  /** Writes a control file; the value comes back at the end. */
  void set(CgroupPath path, String file, String value) {
    var before = kubepods.read(path, file);
    kubepods.write(path, file, value);
    undo.push(() -> kubepods.write(path, file, before));
  }

  /** Starts a program that must still be there at the end. */
  void startDaemon(String program) throws IOException {
    var process =
        new ProcessBuilder(program)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    undo.push(
        () -> {
          var stayed = process.isAlive();
          process.destroyForcibly().onExit().join();
          assertThat(stayed).as("%s is alive", program).isTrue();
        });
  }

  /** Starts the agent; returns when it looks after the pod, or would at its birth. */
  void audionode() {
    var file =
        PodFile.pod("audio", uid)
            .profile("realtime")
            .memory(Long.toString(REQUEST), Long.toString(LIMIT))
            .into(agent.pods);
    undo.push(() -> Files.delete(file));
    var process = AgentProcess.run(agent);
    undo.push(
        () -> {
          process.close();
          assertThat(agent.restore().left()).isEmpty();
        });
    var api = process.awaitOutput("answers").api().awaitReady();
    await().atMost(Scenario.PATIENCE).until(() -> isQuiet(api.status()));
  }

  private static boolean isQuiet(StatusView status) {
    return status.pods().values().stream().anyMatch(count -> count > 0)
        && status.pendingActions() == 0;
  }

  boolean isIn(CgroupPath place) {
    return kubepods.proc.cgroup(audio().pid()).path().startsWith(place);
  }

  String read(CgroupPath path, String file) {
    return kubepods.read(path, file);
  }

  /** Whatever of it fails, the rest is done. */
  @Override
  public void close() throws IOException {
    if (audio != null) {
      audio.close();
      audio = null;
    }
    var step = undo.poll();
    if (step != null) {
      try {
        step.run();
      } finally {
        close();
      }
    }
  }
}
