package io.audionode.system;

import static io.audionode.system.Scenario.AUDIO;
import static io.audionode.system.Scenario.MIB;
import static io.audionode.system.Scenario.NODE0;
import static io.audionode.system.Scenario.PATIENCE;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.time.Duration;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * A real container's life under the agent: its runtime manages it all along, and the kernel shows
 * it protected wherever it is.
 *
 * <p>One story for each pair of a placement and a domain, since each start of a container takes the
 * emulated processor some ten seconds.
 */
abstract class ContainerLife {
  private static final String UID = "bbbbbbbb-aaaa-4bbb-8ccc-000000000001";
  private static final long LIMIT = 190 * MIB;
  private static final long UPDATED = 150 * MIB;
  private static final long PROGRAM = 32 * MIB;

  /** What a Go runtime may have charged to the container it prepared. */
  private static final long LEFT_BEHIND = 16 * MIB;

  /** Younger ones with so little charged to them would count as born. */
  private static final Duration NO_BIRTH_ANY_MORE = Duration.ofSeconds(11);

  private static final int SIGKILL_STATUS = 137;

  /** Leaks once where it has been told to. */
  private static final String MAIN =
      "if [ -e /tmp/leak ]; then rm /tmp/leak; exec /bin/hog --mib 1024 --procs 1; fi;"
          + " exec /bin/audio --mib 32 --threads 3";

  private static final Kubepods KUBEPODS = new Kubepods();
  private static @Nullable Bystander bystander;

  private final KernelView kernel = new KernelView(KUBEPODS);
  private final CgroupPath pod = KUBEPODS.burstable(UID);
  private final Agent agent = newAgent();
  private final BirthClock clock = new BirthClock(KUBEPODS, pod);
  private @Nullable LabContainer audio;
  private String placement = "";
  private String domain = "";
  private boolean moved;

  private static Agent newAgent() {
    try {
      return new Agent();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeAll
  static void startABystander() {
    bystander = new Bystander(KUBEPODS);
  }

  @AfterAll
  static void removeTheBystander() {
    requireNonNull(bystander).close();
    KUBEPODS.close();
  }

  @BeforeEach
  void startsClean() {
    assertThat(KUBEPODS.exists(AUDIO)).as("audio/ left by an earlier test").isFalse();
  }

  @AfterEach
  void cleanUp() {
    if (audio != null) {
      audio.close();
    }
    agent.close();
    clock.close();
    KUBEPODS.remove(pod);
  }

  /** Tells the whole story with one configuration. */
  final void live(String placement, String domain) throws IOException {
    this.placement = placement;
    this.domain = domain;
    var beside = requireNonNull(bystander).picture();
    PodFile.pod("mixer", UID)
        .profile("realtime")
        .annotation("audionode.io/numa-node", "0")
        .memory("64Mi", "190Mi")
        .into(agent.pods);
    startAgent();

    birth();
    exec();
    stats();
    update();
    pauseWhileTheAgentRestarts();
    restartIntoAnOomKill();
    restoreInBetween();
    stopAndRemove();

    agent.stop();
    assertThat(agent.restore().left()).isEmpty();
    assertThat(agent.differences()).isEmpty();
    assertThat(KUBEPODS.exists(AUDIO)).isFalse();
    assertThat(requireNonNull(bystander).picture()).isEqualTo(beside);
  }

  private void birth() {
    moved = !placement.equals("in-place");
    audio = LabContainer.start(pod, LIMIT, "/bin/sh", "-c", MAIN);
    assertManaged();
    assertChargedWhereItIs();
  }

  private void exec() {
    var answer = audio().exec("/bin/sh", "-c", "echo $((6 * 7))");
    assertThat(answer.getExitCode()).as(answer.getStderr()).isZero();
    assertThat(answer.getStdout().strip()).isEqualTo("42");

    audio().execDetached("/bin/sh", "-c", "sleep 1000 & while :; do sleep 1; done");

    eventually(() -> assertThat(PidNamespace.of(audio().pid())).hasSizeGreaterThanOrEqualTo(3));
    assertManaged();
  }

  /** They are those of the container's own cgroup, which is empty once it was moved. */
  private void stats() {
    var usage = audio().memoryInStats();
    if (moved) {
      assertThat(usage).isLessThan(PROGRAM);
    } else {
      assertThat(usage).isGreaterThanOrEqualTo(PROGRAM);
    }
  }

  private void update() {
    assertLimit(LIMIT);
    audio().update(UPDATED);
    assertThat(KUBEPODS.read(home(), "memory.max")).isEqualTo("" + UPDATED);
    assertLimit(UPDATED);
    assertManaged();
  }

  private void pauseWhileTheAgentRestarts() throws IOException {
    audio().pause();
    eventually(() -> assertThat(kernel.isFrozen(audio().pid())).isTrue());
    agent.stop();
    audio().unpause();
    startAgent();
    var main = audio().pid();
    eventually(() -> assertThat(kernel.isFrozen(main)).isFalse());
    var ticks = kernel.cpuTicks(main);
    eventually(() -> assertThat(kernel.cpuTicks(main)).isGreaterThan(ticks));
    assertManaged();
  }

  private void restartIntoAnOomKill() {
    assertThat(audio().exec("touch", "/tmp/leak").getExitCode()).isZero();
    var top = moved ? AUDIO : Kubepods.ROOT;
    var kills = kernel.oomKills(top);

    audio().restart();

    eventually(() -> assertThat(audio().isRunning()).isFalse());
    assertThat(audio().exitStatus()).isEqualTo(SIGKILL_STATUS);
    assertThat(kernel.oomKills(top)).as("OOM kills below %s", top).isGreaterThan(kills);
    say("Docker's own OOMKilled is " + audio().isOomKilled());
    assertNothingLeft();

    audio().startAgain();
    assertManaged();
    assertChargedWhereItIs();
  }

  private void restoreInBetween() throws IOException {
    agent.stop();
    assertThat(agent.restore().left()).isEmpty();

    assertThat(KUBEPODS.exists(AUDIO)).isFalse();
    assertThat(agent.differences()).isEmpty();
    var main = audio().pid();
    assertThat(KUBEPODS.proc.cgroup(main).path()).isEqualTo(home());
    assertThat(KUBEPODS.proc.oomScoreAdj(main)).isEqualTo(LabContainer.SCORE);
    assertThat(audio().exec("true").getExitCode()).isZero();

    moved = placement.equals("subtree-always"); // what runs already stays, unless
    await().atMost(PATIENCE).until(() -> audio().age().compareTo(NO_BIRTH_ANY_MORE) > 0);
    startAgent();
    assertManaged();
  }

  private void stopAndRemove() {
    audio().stop();
    assertThat(audio().isRunning()).isFalse();
    assertNothingLeft();
    audio().remove();
    assertNothingLeft();
    eventually(
        () -> {
          assertThat(KUBEPODS.read(pod, "memory.min")).isEqualTo("0");
          assertThat(KUBEPODS.read(Kubepods.ROOT, "memory.min")).isEqualTo("0");
          assertThat(KUBEPODS.read(AUDIO, "memory.min")).isEqualTo("0");
        });
  }

  /** Every process of it, as the kernel has them, is in its place and as protected as asked. */
  private void assertManaged() {
    var main = audio().pid();
    eventually(
        () -> {
          assertThat(PidNamespace.of(main)).contains(main);
          for (var pid : PidNamespace.of(main)) {
            var cgroup = KUBEPODS.proc.cgroup(pid).path();
            assertThat(cgroup.startsWith(moved ? NODE0 : home()))
                .as("%d: %s", pid, cgroup)
                .isTrue();
            assertThat(KUBEPODS.proc.oomScoreAdj(pid)).as("score of %d", pid).isEqualTo(-500);
            kernel.assertProtected(cgroup, 64 * MIB);
          }
          assertDivided(main);
        });
    agent.awaitQuiet();
  }

  /** Its program's threads are of a class by their names; a container may not make them FIFO. */
  private void assertDivided(int main) {
    for (var tid : KUBEPODS.proc.tasks(main)) {
      var name = KUBEPODS.proc.taskStat(main, tid).comm();
      var cgroup = KUBEPODS.proc.taskCgroup(main, tid).path();
      var rt = cgroup.name().equals("rt");
      assertThat(rt).as("%s in %s", name, cgroup).isEqualTo(isDivided() && isOfClass(name));
    }
  }

  private static boolean isOfClass(String name) {
    return name.startsWith("audio") || name.startsWith("pw-data-loop") || name.startsWith("jackd");
  }

  private boolean isDivided() {
    return moved || inPlaceThreads();
  }

  /** In one of the two stories of containers that stay, so that the other shows the default. */
  private boolean inPlaceThreads() {
    return domain.equals("container");
  }

  private void assertChargedWhereItIs() {
    var here = moved ? NODE0 : home();
    eventually(() -> assertThat(kernel.anon(here)).isGreaterThanOrEqualTo(PROGRAM));
    var left = moved ? kernel.charged(home()) : 0;
    assertThat(left).as("charged below kubepods").isLessThan(LEFT_BEHIND);
    say(
        "charged where it is protected %d MiB, left behind %d KiB; protected %s ms after its"
                .formatted(kernel.anon(here) / MIB, left >> 10, protectedAfter())
            + " directory appeared, started %s ms after".formatted(startedAfter()));
  }

  private String protectedAfter() {
    return clock.protectedAfter(audio().id()).map(time -> "" + time.toMillis()).orElse("?");
  }

  private String startedAfter() {
    return clock
        .appeared(audio().id())
        .map(then -> "" + Duration.between(then, audio().startedAt()).toMillis())
        .orElse("?");
  }

  /** Where there is one for each container: not in a whole NUMA node's domain. */
  private void assertLimit(long limit) {
    if (moved && domain.equals("node")) {
      return;
    }
    var main = audio().pid();
    eventually(() -> assertThat(kernel.memoryMax(main)).isEqualTo("" + limit));
  }

  private void assertNothingLeft() {
    eventually(
        () -> {
          assertThat(KUBEPODS.tree(pod)).containsExactly(pod);
          assertThat(KUBEPODS.tree(AUDIO)).filteredOn(path -> path.segments().size() > 2).isEmpty();
        });
  }

  private void startAgent() throws IOException {
    agent.reports.clear();
    agent.start(
        "placement: " + placement,
        "domain: " + domain,
        "inPlaceThreads: " + inPlaceThreads(),
        "subtreeMax: 10%");
    await().atMost(PATIENCE).until(() -> agent.reports.size() > 1);
    agent.awaitQuiet();
  }

  private LabContainer audio() {
    return requireNonNull(audio, "not born");
  }

  private CgroupPath home() {
    return pod.child(audio().id());
  }

  private void say(String what) {
    System.out.printf("placement: %s, domain: %s: %s%n", placement, domain, what);
  }

  /** A process or cgroup that goes while it is read is looked for again. */
  private static void eventually(ThrowingRunnable assertion) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsMatching(e -> e instanceof KernelException)
        .untilAsserted(assertion);
  }
}
